package io.github.biwaa.settings;

import static io.github.biwaa.setting.SampleKind.PICTURES;
import static io.github.biwaa.setting.SettingGroup.SCHEDULE;

import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.setting.Known;
import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.ValueType;

/**
 * The settings that say how weights follow their gradients (docs/training-recipes.md), each declared once. Their defaults are the paper's, but for
 * transformers that are trained as a whole.
 */
public final class RecipeSettings {
    private static final double SGD_RATE = 0.001;
    private static final double ADAMW_RATE = 1e-5;
    private static final double SGD_DECAY = 0.001;
    private static final double ADAMW_DECAY = 0.05;
    /** Share of a run in which the rate grows. */
    private static final int WARM_UP_SHARE = 20;
    /** Share of a run in which the heads of a transformer learn alone. */
    private static final int HEAD_FIRST_SHARE = 10;

    /** What changes weights by their gradients. */
    public static final Setting<OptimizerChoice> OPTIMIZER = Setting.of(
                    "optimizer", ValueType.choice(OptimizerChoice.values()))
            .group(SCHEDULE)
            .help("sgd (Nesterov momentum) or adamw (only weights of layers decay, not norms and biases)")
            .alsoKnownAs("opt", "optim")
            .before(OptimizerChoice.SGD)
            .follows(
                    "sgd; adamw for a transformer that is trained",
                    known -> trainsTransformer(known) ? OptimizerChoice.ADAMW : OptimizerChoice.SGD);

    /** How the rate changes. */
    public static final Setting<RateChoice> RATE_SCHEDULE = Setting.of(
                    "lr-schedule", ValueType.choice(RateChoice.values()))
            .group(SCHEDULE)
            .help("How the learning rate falls: inverse (as in the paper, independent of the length) or cosine"
                    + " (to 0 at the end of a run)")
            .alsoKnownAs("sched", "scheduler", "lr-scheduler")
            .before(RateChoice.INVERSE)
            .follows("inverse; cosine with adamw", known -> byAdamW(known) ? RateChoice.COSINE : RateChoice.INVERSE);

    /** Steps in which the rate grows. */
    public static final Setting<Integer> WARM_UP = Setting.whole("warm-up")
            .group(SCHEDULE)
            .label("STEPS")
            .help("Steps in which the learning rate grows from 0, before it falls")
            .alsoKnownAs("warmup", "warmup-steps", "warmup-epochs")
            .range(Range.atLeast(0))
            .before(0)
            .follows(
                    "0; iterations / 20 with adamw",
                    known -> byAdamW(known) ? known.get(TrainingSettings.ITERATIONS) / WARM_UP_SHARE : 0);

    /** Steps in which the backbone rests. */
    public static final Setting<Integer> HEAD_FIRST = Setting.whole("head-first")
            .group(SCHEDULE)
            .label("STEPS")
            .help("Steps at the start of a run in which only bottleneck and heads learn")
            .alsoKnownAs("linear-probe", "freeze-epochs")
            .only(PICTURES)
            .range(Range.atLeast(0))
            .before(0)
            .follows(
                    "0; iterations / 10 for a transformer that is trained from weights",
                    known -> trainsTransformer(known)
                                    && !known.get(TrainingSettings.WEIGHTS).equals(WeightsChoice.NONE)
                            ? known.get(TrainingSettings.ITERATIONS) / HEAD_FIRST_SHARE
                            : 0);

    /** Weight decay. */
    public static final Setting<Double> WEIGHT_DECAY = Setting.number("weight-decay")
            .group(SCHEDULE)
            .help("Weight decay: with sgd of all parameters, with adamw of the weights of layers")
            .alsoKnownAs("wd")
            .range(atLeastZero())
            .before(SGD_DECAY)
            .follows("0.001; 0.05 with adamw", known -> byAdamW(known) ? ADAMW_DECAY : SGD_DECAY);

    /** How much slower each layer learns than the next one. */
    public static final Setting<Double> LAYER_DECAY = Setting.number("layer-decay")
            .group(SCHEDULE)
            .help("Each layer of the backbone learns at this share of the next one's rate, above 0 to 1")
            .alsoKnownAs("llrd", "layer-wise-decay")
            .only(PICTURES)
            .range(new Range<>(share -> share > 0 && share <= 1, "a number above 0, at most 1"))
            .before(1.0)
            .defaultsTo(1.0);

    /** The largest length of the vector of all gradients. */
    public static final Setting<Double> CLIP_NORM = Setting.number("clip-norm")
            .group(SCHEDULE)
            .help("Scale gradients down so that their norm, all together, is at most this; 0 for never")
            .alsoKnownAs("clip-grad", "grad-clip", "max-grad-norm")
            .range(atLeastZero())
            .before(0.0)
            .defaultsTo(0.0);

    /** Decay of the moving average of the weights. */
    public static final Setting<Double> AVERAGE = Setting.number("ema")
            .group(SCHEDULE)
            .help("Score and save a moving average of the weights with this decay, for example 0.999; 0 for the"
                    + " weights themselves")
            .alsoKnownAs("model-ema", "model-ema-decay", "ema-decay")
            .range(new Range<>(decay -> decay >= 0 && decay < 1, "a number from 0 to below 1"))
            .before(0.0)
            .defaultsTo(0.0);

    /** How far weights climb before the loss is looked at. */
    public static final Setting<Double> SHARPNESS = Setting.number("sam")
            .group(SCHEDULE)
            .label("RHO")
            .help("Sharpness-aware minimisation: take each gradient where the classification of the source is worst"
                    + " within this distance of the weights, for example 0.05; 0 for where they are")
            .alsoKnownAs("rho", "sdat", "sharpness")
            .range(atLeastZero())
            .before(0.0)
            .defaultsTo(0.0);

    private RecipeSettings() {}

    private static Range<Double> atLeastZero() {
        return new Range<>(value -> value >= 0 && value < Double.POSITIVE_INFINITY, "a number of at least 0");
    }

    /** @return the learning rate that suits the optimizer */
    static double usualRate(Known known) {
        return byAdamW(known) ? ADAMW_RATE : SGD_RATE;
    }

    private static boolean byAdamW(Known known) {
        return known.get(OPTIMIZER) == OptimizerChoice.ADAMW;
    }

    /** Heads on the features of a frozen backbone learn as those on any features. */
    private static boolean trainsTransformer(Known known) {
        return known.find(TrainingSettings.BACKBONE)
                        .filter(BackboneKind::transformer)
                        .isPresent()
                && !known.get(TrainingSettings.FREEZE).equals(Freeze.BACKBONE);
    }
}
