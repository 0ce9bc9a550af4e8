package io.github.biwaa.settings;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.BackboneKind;
import io.github.biwaa.network.Backbones;
import io.github.biwaa.network.FeatureBackbone;
import java.util.List;

/**
 * The network and what it sees.
 *
 * @param backbone its name; {@link FeatureBackbone#NAME} for embeddings, which are trained on as they are
 * @param weights what it starts from
 * @param freeze which part keeps its starting weights
 * @param frozenViews augmented views kept per picture when the backbone is frozen, at least 1
 * @param bottleneckWidth d, at least 1; 0 leaves the bottleneck out
 * @param featureScale what the backbone's features are multiplied by before the bottleneck, above 0
 * @param preprocessing from a picture file to the network's input; null for embeddings
 * @param augmentation of training views
 * @param views fixed views that pictures are scored by
 */
public record NetworkSettings(
        String backbone,
        WeightsChoice weights,
        Freeze freeze,
        int frozenViews,
        int bottleneckWidth,
        double featureScale,
        Preprocessing preprocessing,
        AugmentationPreset augmentation,
        Views views) {
    /** Unless another is chosen; the paper's. */
    public static final String DEFAULT_BACKBONE = "resnet50";
    /** d unless another is chosen; the paper's. */
    public static final int DEFAULT_BOTTLENECK_WIDTH = AdaptationNetwork.BOTTLENECK_WIDTH;
    /** Augmented views unless another number is chosen. */
    public static final int DEFAULT_FROZEN_VIEWS = 10;

    /** @throws InvalidSettingException if a value is out of its range or there is no such backbone or stage */
    public NetworkSettings {
        if (preprocessing != null) {
            freeze.check(Backbones.of(backbone));
        }
        if (frozenViews < 1) {
            throw new InvalidSettingException("frozen-views: " + frozenViews + ", expected at least 1");
        }
        if (bottleneckWidth < 0) {
            throw new InvalidSettingException(
                    "bottleneck: " + bottleneckWidth + ", expected at least 1, or 0 for none");
        }
        if (!(featureScale > 0 && Double.isFinite(featureScale))) {
            throw new InvalidSettingException("feature-scale: " + featureScale + ", expected a number above 0");
        }
        if (weights.imagenet()) {
            Backbones.of(backbone).publishedWeights();
        }
        if (!freeze.equals(Freeze.NONE) && weights.equals(WeightsChoice.NONE)) {
            throw new InvalidSettingException(
                    "freeze: " + freeze.id() + " needs --weights; what is frozen without weights has learnt nothing");
        }
    }

    /**
     * Bottleneck and heads on embeddings.
     *
     * @param bottleneckWidth d, at least 1; 0 leaves the bottleneck out
     * @param featureScale what the embeddings are multiplied by before the bottleneck, above 0
     * @throws InvalidSettingException if a value is out of its range
     */
    public static NetworkSettings ofEmbeddings(int bottleneckWidth, double featureScale) {
        return new NetworkSettings(
                FeatureBackbone.NAME,
                WeightsChoice.NONE,
                Freeze.NONE,
                1,
                bottleneckWidth,
                featureScale,
                null,
                AugmentationPreset.NONE,
                Views.CENTRE);
    }

    /**
     * What a backbone sees.
     *
     * @param imageSize pixels of a view; null for the backbone's own
     * @param channels 3 or 1; null for the backbone's own
     * @throws InvalidSettingException if the backbone does not allow them
     */
    public static Preprocessing preprocessing(BackboneKind kind, Integer imageSize, Integer channels) {
        int size = imageSize == null ? kind.defaultSize() : imageSize;
        int pictureChannels = channels == null ? kind.defaultChannels() : channels;
        return kind.preprocessing(size, pictureChannels);
    }

    /** @return the views that samples are scored by, in places of the cached picture; none for embeddings, which have one */
    public List<CropBox> fixedViews() {
        return takesEmbeddings() ? List.of() : views.crops(preprocessing);
    }

    /** @return whether the network sees embeddings instead of pictures */
    public boolean takesEmbeddings() {
        return preprocessing == null;
    }
}
