package io.github.biwaa.cli;

import static io.github.biwaa.cli.TrainOptions.ifGiven;

import io.github.biwaa.settings.NetworkSettings;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.training.Adaptation;
import picocli.CommandLine.Option;

/** The flags that describe the network and what it sees. */
final class NetworkOptions {

    @Option(
            names = "--backbone",
            paramLabel = "NAME",
            defaultValue = NetworkSettings.DEFAULT_BACKBONE,
            description =
                    "resnet18/34/50/101/152, vgg11/13/16/19 (also _bn), alexnet, squeezenet1_0/1_1, mobilenet_v2 (also _tf), lenet or dtn (default: ${DEFAULT-VALUE}).")
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
            defaultValue = "" + NetworkSettings.DEFAULT_FROZEN_VIEWS,
            description = "Augmented views kept per picture with --freeze backbone (default: ${DEFAULT-VALUE}).")
    private int frozenViews;

    @Option(
            names = "--bottleneck",
            paramLabel = "N",
            defaultValue = "" + NetworkSettings.DEFAULT_BOTTLENECK_WIDTH,
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
                    "What the backbone's features are multiplied by (default: the backbone's own, 1, for the SqueezeNets 0.05; embeddings get the mean norm 15).")
    private Double featureScale;

    /** Sets what every network has. */
    void applyTo(Adaptation adaptation) {
        adaptation.bottleneck(bottleneck);
        ifGiven(featureScale, adaptation::featureScale);
    }

    /** Sets what networks for pictures have besides. */
    void applyPicturesTo(Adaptation adaptation) {
        adaptation.backbone(backbone).freeze(freeze).frozenViews(frozenViews);
        ifGiven(weights, name -> adaptation.weights(WeightsChoice.named(name)));
        ifGiven(imageSize, adaptation::imageSize);
        ifGiven(channels, adaptation::channels);
        ifGiven(augmentation, adaptation::augmentation);
        ifGiven(views, adaptation::views);
    }
}
