package io.github.biwaa.training;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.Backbones;
import io.github.biwaa.weights.PublishedWeights;

/**
 * The network and what it sees.
 *
 * @param backbone its name
 * @param weights what it starts from
 * @param freeze which part keeps its starting weights
 * @param frozenViews augmented views kept per picture when the backbone is frozen, at least 1
 * @param bottleneckWidth d, at least 1; 0 leaves the bottleneck out
 * @param featureScale what the backbone's features are multiplied by before the bottleneck, above 0
 * @param preprocessing from a picture file to the network's input
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

    /** @throws InvalidSettingException if a value is out of its range or there is no such backbone or stage */
    public NetworkSettings {
        freeze.check(Backbones.of(backbone));
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
            PublishedWeights.of(backbone);
        }
        if (!freeze.equals(Freeze.NONE) && weights.equals(WeightsChoice.NONE)) {
            throw new InvalidSettingException(
                    "freeze: " + freeze.id() + " needs --weights; what is frozen without weights has learnt nothing");
        }
    }
}
