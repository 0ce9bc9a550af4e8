package io.github.biwaa.settings;

import static io.github.biwaa.setting.SampleKind.PICTURES;
import static io.github.biwaa.setting.SettingGroup.NETWORK;

import io.github.biwaa.image.Resampling;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How the pictures were prepared that the weights learnt from, where neither the backbone nor a description beside the weights says so.
 *
 * @param mean per channel, or one for all; empty for what is described
 * @param std per channel, or one for all; empty for what is described
 * @param interpolation filter of the resize; empty for what is described
 * @param cropShare of the resized picture's side; empty for what is described
 */
public record InputSettings(
        Optional<List<Double>> mean,
        Optional<List<Double>> std,
        Optional<Resampling> interpolation,
        Optional<Double> cropShare) {
    private static final String DESCRIBED = "as the weights' description says, else the backbone's";

    /** What is subtracted from each value, 0 to 1, of a channel. */
    public static final Setting<List<Double>> MEAN = perChannel("input-mean", "mean", Double::isFinite)
            .help("Mean that is subtracted from pixel values between 0 and 1: a number per channel, or one for all")
            .optional(DESCRIBED);

    /** What each value of a channel is divided by after that. */
    public static final Setting<List<Double>> STD = perChannel("input-std", "std", value -> value > 0)
            .help("Standard deviation by which the values are then divided: a number per channel, or one for all")
            .optional(DESCRIBED);

    /** The filter of the resize. */
    public static final Setting<Resampling> INTERPOLATION = Setting.of(
                    "interpolation", ValueType.choice(Resampling.values()))
            .group(NETWORK)
            .help("Filter that resizes pictures: bilinear or bicubic")
            .only(PICTURES)
            .optional(DESCRIBED);

    /** Share of the resized picture's side that a view has. */
    public static final Setting<Double> CROP_SHARE = Setting.number("crop-share")
            .group(NETWORK)
            .help("Side of a view as a share of the resized picture's side, above 0 to 1")
            .alsoKnownAs("crop-pct", "crop-percentage")
            .only(PICTURES)
            .range(new Range<>(share -> share > 0 && share <= 1, "a number above 0, at most 1"))
            .optional(DESCRIBED);

    private static Setting.Builder<List<Double>> perChannel(String key, String otherName, Predicate<Double> allowed) {
        return Setting.of(key, ValueType.numbers("numbers"))
                .group(NETWORK)
                .alsoKnownAs(otherName)
                .only(PICTURES)
                .range(new Range<>(
                        values -> (values.size() == 1 || values.size() == 3)
                                && values.stream().allMatch(allowed),
                        key.endsWith("std") ? "one number or three, each above 0" : "one number or three"));
    }

    /** @return what a training chose */
    static InputSettings of(TrainingConfiguration configuration) {
        return new InputSettings(
                configuration.find(MEAN),
                configuration.find(STD),
                configuration.find(INTERPOLATION),
                configuration.find(CROP_SHARE));
    }

    /** @return the backbone that sees such pictures */
    public BackboneKind seeing(BackboneKind backbone) {
        BackboneInput input = backbone.input();
        input = input.normalisedBy(mean.orElse(input.mean()), std.orElse(input.std()));
        input = interpolation.map(input::resampledBy).orElse(input);
        return backbone.withInput(cropShare.map(input::croppedBy).orElse(input));
    }
}
