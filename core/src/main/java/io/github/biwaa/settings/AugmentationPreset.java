package io.github.biwaa.settings;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.Augmentation;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Training views by name. */
public enum AugmentationPreset {
    /** The paper's: area 0.08-1, ratio 3/4-4/3, mirrored half of the time. For photos and ImageNet's backbones. */
    STANDARD("standard", Augmentation.imagenet()),
    /** Area 0.5-1, ratio 3/4-4/3, mirrored half of the time. For small pictures that one object fills. */
    GENTLE("gentle", new Augmentation(0.5, 1, 3.0 / 4, 4.0 / 3, 0.5)),
    /** Area 0.6-1, ratio 0.8-1.25, never mirrored. For digits and other signs. */
    DIGITS("digits", Augmentation.digits()),
    /** The whole picture as it is. */
    NONE("none", Augmentation.none());

    private final String id;
    private final Augmentation augmentation;

    AugmentationPreset(String id, Augmentation augmentation) {
        this.id = id;
        this.augmentation = augmentation;
    }

    /** @return the name in settings and files */
    public String id() {
        return id;
    }

    /** @return the ranges it draws from */
    public Augmentation augmentation() {
        return augmentation;
    }

    /** @throws InvalidSettingException if there is no such choice */
    public static AugmentationPreset named(String id) {
        return Arrays.stream(values())
                .filter(preset -> preset.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException("augmentation: " + id + ", expected one of "
                        + Arrays.stream(values()).map(AugmentationPreset::id).collect(Collectors.joining(", "))));
    }
}
