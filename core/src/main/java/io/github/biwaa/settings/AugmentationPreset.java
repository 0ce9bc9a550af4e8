package io.github.biwaa.settings;

import io.github.biwaa.image.Augmentation;

/** Training views by name. */
public enum AugmentationPreset {
    /** The paper's: area 0.08-1, ratio 3/4-4/3, mirrored half of the time. For photos and ImageNet's backbones. */
    STANDARD(Augmentation.imagenet()),
    /** Area 0.5-1, ratio 3/4-4/3, mirrored half of the time. For small pictures that one object fills. */
    GENTLE(new Augmentation(0.5, 1, 3.0 / 4, 4.0 / 3, 0.5)),
    /** Area 0.6-1, ratio 0.8-1.25, never mirrored. For digits and other signs. */
    DIGITS(Augmentation.digits()),
    /** The whole picture as it is. */
    NONE(Augmentation.none());

    private final Augmentation augmentation;

    AugmentationPreset(Augmentation augmentation) {
        this.augmentation = augmentation;
    }

    /** @return the ranges it draws from */
    public Augmentation augmentation() {
        return augmentation;
    }
}
