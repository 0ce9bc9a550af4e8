package io.github.biwaa.adaptation;

import io.github.biwaa.adaptation.alignment.Weighting;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.SettingList;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.setting.ValueType;
import java.util.List;

/** The settings of the terms that this library brings; the defaults are the paper's. */
public final class TermSettings {
    /** Norm of the feature weights. */
    public static final Setting<Double> LAMBDA = Setting.number("lambda")
            .help("Norm of the feature weights of biwaa, above 0")
            .range(Range.aboveZero())
            .defaultsTo(10.0);

    /** Which domains' features are weighted before the discriminator. */
    public static final Setting<Weighting> WEIGHTING = Setting.of("weighting", ValueType.choice(Weighting.values()))
            .help("Whose features biwaa weights: none, source, target or both")
            .defaultsTo(Weighting.BOTH);

    /** Whether centroids are matched, in methods that leave the choice. */
    public static final Setting<Boolean> SEMANTIC_MATCHING = Setting.onOff("semantic-matching")
            .help("In biwaa: move the class centroids of the two domains together")
            .defaultsTo(true);

    /** Width of the discriminator's hidden layers. */
    public static final Setting<Integer> DISCRIMINATOR_WIDTH = Setting.whole("discriminator-width")
            .help("Width of the discriminator's two hidden layers, at least 1")
            .range(Range.atLeast(1))
            .defaultsTo(1024);

    /** Dropout of the discriminator. */
    public static final Setting<Double> DISCRIMINATOR_DROPOUT = Setting.number("discriminator-dropout")
            .help("Dropout of the discriminator, from 0 to below 1")
            .range(new Range<>(share -> share >= 0 && share < 1, "a number from 0 to below 1"))
            .defaultsTo(0.5);

    /** How much of the source's labels is spread over all classes. */
    public static final Setting<Double> LABEL_SMOOTHING = Setting.number("label-smoothing")
            .help("Share of each source label that is spread over all classes, from 0 to below 1")
            .range(new Range<>(share -> share >= 0 && share < 1, "a number from 0 to below 1"))
            .defaultsTo(0.0);

    /** Every default. */
    public static final SettingValues DEFAULTS =
            new SettingList(all()).complete(SettingValues.EMPTY, DataFacts.unread(SampleKind.PICTURES));

    private TermSettings() {}

    /** @return all of them, in the order of config.yaml, which holds them whatever the method is */
    public static List<Setting<?>> all() {
        return SettingList.declaredIn(TermSettings.class);
    }
}
