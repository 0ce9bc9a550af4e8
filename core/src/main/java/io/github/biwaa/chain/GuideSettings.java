package io.github.biwaa.chain;

import static io.github.biwaa.setting.SettingGroup.DATA;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.classification.Distillation;
import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.ValueType;
import java.nio.file.Path;

/** The settings of a teacher, whose scores guide a training; the defaults are the paper's (SWG, Westfechtel et al. 2025). */
public final class GuideSettings {
    /** What another model says of the target. */
    public static final Setting<Path> GUIDE = Setting.path("guide")
            .group(DATA)
            .label("FILE")
            .help("Scores of a teacher for the target, [N, K] in .npy, .npz or .mat: probabilities or logits of"
                    + " another model, rows in the order of the samples, columns in the order of the classes")
            .optional();

    /** What it says of the source. */
    public static final Setting<Path> GUIDE_SOURCE = Setting.path("guide-source")
            .group(DATA)
            .label("FILE")
            .help("The teacher's scores for the source")
            .consistent((file, all) -> {
                if (all.find(GUIDE).isEmpty()) {
                    throw new InvalidSettingException("guide-source: " + file
                            + " without guide; expected the teacher's scores for the target, too");
                }
            })
            .optional();

    /** How sure the teacher is made. */
    public static final Setting<Double> GUIDE_CONFIDENCE = Setting.number("guide-confidence")
            .help("The teacher's scores are sharpened or softened until its mean largest probability is this")
            .range(new Range<>(mean -> mean > 0 && mean < 1, "a number above 0 and below 1"))
            .defaultsTo(0.9);

    /** How much the teacher's probabilities count as a loss. */
    public static final Setting<Double> GUIDE_WEIGHT = Setting.number("guide-weight")
            .help("Weight of the distillation of the teacher's probabilities; 0 leaves it out")
            .range(new Range<>(weight -> weight >= 0 && weight < Double.POSITIVE_INFINITY, "a number of at least 0"))
            .defaultsTo(1.0);

    /** What the distillation is a mean of. */
    public static final Setting<Distillation.Mean> DISTILLATION = Setting.of(
                    "distillation", ValueType.choice(Distillation.Mean::id, Distillation.Mean.values()))
            .help("The distillation is a mean over samples and classes (elements, as published), or only over"
                    + " samples (samples)")
            .defaultsTo(Distillation.Mean.ELEMENTS);

    private GuideSettings() {}
}
