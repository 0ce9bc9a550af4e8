package io.github.biwaa.cli;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.BackboneKind;
import io.github.biwaa.network.Backbones;
import io.github.biwaa.training.AugmentationPreset;
import io.github.biwaa.training.Freeze;
import io.github.biwaa.training.NetworkSettings;
import io.github.biwaa.training.WeightsChoice;
import picocli.CommandLine.Option;

/** The flags that describe the network and what it sees. */
final class NetworkOptions {

    @Option(
            names = "--backbone",
            paramLabel = "NAME",
            defaultValue = "resnet50",
            description =
                    "resnet18/34/50/101/152, vgg11/13/16/19 (also _bn), alexnet, squeezenet1_0/1_1, lenet or dtn (default: ${DEFAULT-VALUE}).")
    private String backbone;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description =
                    "Starting weights: imagenet (torchvision's, downloaded once), a .safetensors, .pth or .pt file with torchvision's names, or none (default: imagenet, none for lenet and dtn).")
    private String weights;

    @Option(
            names = "--freeze",
            paramLabel = "NAME",
            defaultValue = "none",
            description =
                    "none; a stage of the backbone, such as layer2, which freezes all before it too; or backbone: train bottleneck and heads only, on features computed once (default: ${DEFAULT-VALUE}).")
    private String freeze;

    @Option(
            names = "--frozen-views",
            paramLabel = "N",
            defaultValue = "10",
            description = "Augmented views kept per picture with --freeze backbone (default: ${DEFAULT-VALUE}).")
    private int frozenViews;

    @Option(
            names = "--bottleneck",
            paramLabel = "N",
            defaultValue = "256",
            description = "Width of the bottleneck, 0 for none (default: ${DEFAULT-VALUE}).")
    private int bottleneck;

    @Option(
            names = "--image-size",
            paramLabel = "N",
            description = "Pixels of a view (default: the backbone's own, 224, 28 or 32).")
    private Integer imageSize;

    @Option(
            names = "--channels",
            paramLabel = "N",
            description = "3 for colour, 1 for grey (default: the backbone's own).")
    private Integer channels;

    @Option(
            names = "--augmentation",
            paramLabel = "NAME",
            description = "standard, gentle, digits or none (default: standard, digits for lenet and dtn).")
    private String augmentation;

    @Option(
            names = "--views",
            paramLabel = "NAME",
            description = "Pictures are scored by ten-crop or centre (default: ten-crop, centre for lenet and dtn).")
    private String views;

    @Option(
            names = "--feature-scale",
            paramLabel = "X",
            description =
                    "What the backbone's features are multiplied by (default: the backbone's own, 1, for the SqueezeNets 0.05).")
    private Double featureScale;

    /**
     * @param orientation whether pictures are turned upright
     * @throws InvalidSettingException if there is no such backbone or a value is out of its range
     */
    NetworkSettings settings(boolean orientation) {
        BackboneKind kind = Backbones.of(backbone);
        return new NetworkSettings(
                kind.name(),
                weights(kind),
                new Freeze(freeze),
                frozenViews,
                bottleneck,
                featureScale == null ? kind.featureScale() : featureScale,
                preprocessing(kind).withOrientationApplied(orientation),
                augmentation == null
                        ? (kind.forDigits() ? AugmentationPreset.DIGITS : AugmentationPreset.STANDARD)
                        : AugmentationPreset.named(augmentation),
                views == null ? (kind.forDigits() ? Views.CENTRE : Views.TEN_CROP) : Views.named(views));
    }

    private WeightsChoice weights(BackboneKind kind) {
        if (weights == null) {
            return kind.forDigits() ? WeightsChoice.NONE : WeightsChoice.IMAGENET;
        }
        return WeightsChoice.named(weights);
    }

    private Preprocessing preprocessing(BackboneKind kind) {
        int size = imageSize == null ? kind.defaultSize() : imageSize;
        int pictureChannels = channels == null ? kind.defaultChannels() : channels;
        if (kind.forDigits()) {
            return Preprocessing.digits(size, pictureChannels);
        }
        if (pictureChannels != kind.defaultChannels()) {
            throw new InvalidSettingException(
                    "channels: " + pictureChannels + ", expected " + kind.defaultChannels() + " for " + kind.name());
        }
        Preprocessing usual = Preprocessing.imagenet();
        int resize = Math.round(size * (float) usual.resize() / usual.crop());
        return new Preprocessing(
                resize,
                size,
                pictureChannels,
                usual.mean(),
                usual.std(),
                usual.applyOrientation(),
                usual.resizeResampling());
    }
}
