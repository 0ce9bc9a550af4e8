package io.github.biwaa.chain;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.ValueType;
import java.util.List;

/** The settings of {@link Expand}; the defaults are the paper's, but for the features that neighbours are found by. */
public final class ExpandSettings {
    /** phi_r, which part of the target each run adds to the source. */
    public static final Setting<List<Double>> EXPAND_FRACTIONS = Setting.of(
                    "expand-fractions", ValueType.numbers("numbers from 0 to 1"))
            .help("The part of the target that each run adds to the source with --between-runs expand; the last"
                    + " number holds for all later runs")
            .range(new Range<>(
                    values -> !values.isEmpty() && values.stream().allMatch(value -> value >= 0 && value <= 1),
                    "numbers from 0 to 1"))
            .consistent((values, all) -> {
                if (values.get(0) > 0 && all.find(GuideSettings.GUIDE).isEmpty()) {
                    throw new InvalidSettingException("expand-fractions: " + values.get(0)
                            + " in the first run, before which nothing scores the target; expected 0, or a guide");
                }
            })
            .optional("0, 0.2, 0.4, ... up to 1; with a guide 1/(n+1), 2/(n+1), ... of n runs");

    /** How the samples to add are spread over classes. */
    public static final Setting<ExpandQuota> EXPAND_QUOTA = Setting.of(
                    "expand-quota", ValueType.choice(ExpandQuota::id, ExpandQuota.values()))
            .help("The surest samples of all classes together (global), or of each predicted class (per-class)")
            .defaultsTo(ExpandQuota.GLOBAL);

    /** What samples are chosen and labelled by. */
    public static final Setting<ExpandScores> EXPAND_SCORES = Setting.of(
                    "expand-scores", ValueType.choice(ExpandScores::id, ExpandScores.values()))
            .help("Samples are chosen only by the classifier, or by its mean with label propagation and"
                    + " neighbours (combined)")
            .defaultsTo(ExpandScores.COMBINED);

    /** What neighbours are found by. */
    public static final Setting<ExpandFeatures> EXPAND_FEATURES = Setting.of(
                    "expand-features", ValueType.choice(ExpandFeatures::id, ExpandFeatures.values()))
            .help("Neighbours are found by normalised features (raw), or by the features' softmax as in the authors'"
                    + " code")
            .defaultsTo(ExpandFeatures.RAW);

    private ExpandSettings() {}
}
