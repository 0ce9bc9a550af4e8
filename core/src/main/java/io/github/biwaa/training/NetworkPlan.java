package io.github.biwaa.training;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.BackboneKind;
import io.github.biwaa.network.Backbones;
import io.github.biwaa.settings.AugmentationPreset;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.NetworkSettings;
import io.github.biwaa.settings.WeightsChoice;
import java.util.Map;
import java.util.TreeMap;

/** The settings of a network that were chosen; what is null was not, and follows from the backbone or is the default. */
final class NetworkPlan {
    String backbone;
    WeightsChoice weights;
    String freeze;
    Integer frozenViews;
    Integer bottleneck;
    Integer imageSize;
    Integer channels;
    Boolean exifOrientation;
    String augmentation;
    String views;
    Double featureScale;

    /** @throws InvalidSettingException if there is no such backbone or a value is out of its range */
    NetworkSettings ofPictures() {
        BackboneKind kind = Backbones.of(or(backbone, NetworkSettings.DEFAULT_BACKBONE));
        boolean digits = kind.input().showsDigits();
        return new NetworkSettings(
                kind.name(),
                or(weights, digits ? WeightsChoice.NONE : WeightsChoice.IMAGENET),
                freeze == null ? Freeze.NONE : new Freeze(freeze),
                or(frozenViews, NetworkSettings.DEFAULT_FROZEN_VIEWS),
                bottleneckWidth(),
                or(featureScale, kind.featureScale()),
                NetworkSettings.preprocessing(kind, imageSize, channels)
                        .withOrientationApplied(or(exifOrientation, true)),
                augmentation == null
                        ? (digits ? AugmentationPreset.DIGITS : AugmentationPreset.STANDARD)
                        : AugmentationPreset.named(augmentation),
                views == null ? (digits ? Views.CENTRE : Views.TEN_CROP) : Views.named(views));
    }

    /**
     * Bottleneck and heads on embeddings.
     *
     * @param automaticScale what the features are multiplied by unless it was chosen
     * @throws InvalidSettingException if a value is out of its range, or one was chosen that only pictures have
     */
    NetworkSettings ofEmbeddings(double automaticScale) {
        Map<String, Object> ofPictures = new TreeMap<>();
        put(ofPictures, "backbone", backbone);
        put(ofPictures, "weights", weights);
        put(ofPictures, "freeze", freeze);
        put(ofPictures, "frozen-views", frozenViews);
        put(ofPictures, "image-size", imageSize);
        put(ofPictures, "channels", channels);
        put(ofPictures, "exif-orientation", exifOrientation);
        put(ofPictures, "augmentation", augmentation);
        put(ofPictures, "views", views);
        if (!ofPictures.isEmpty()) {
            throw new InvalidSettingException(String.join(", ", ofPictures.keySet())
                    + ": not for embeddings, of which bottleneck and heads alone are trained; expected it left out");
        }
        return NetworkSettings.ofEmbeddings(bottleneckWidth(), or(featureScale, automaticScale));
    }

    private static void put(Map<String, Object> settings, String key, Object value) {
        if (value != null) {
            settings.put(key, value);
        }
    }

    private int bottleneckWidth() {
        return or(bottleneck, NetworkSettings.DEFAULT_BOTTLENECK_WIDTH);
    }

    private static <T> T or(T chosen, T otherwise) {
        return chosen == null ? otherwise : chosen;
    }
}
