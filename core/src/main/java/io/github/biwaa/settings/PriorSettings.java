package io.github.biwaa.settings;

import static io.github.biwaa.setting.SettingGroup.SCHEDULE;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.chain.PriorFrom;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.ValueType;

/** Where the prior of a run comes from. */
public final class PriorSettings {

    /** What class frequencies the predictions of earlier runs are corrected by. */
    public static final Setting<PriorFrom> PRIOR_FROM = Setting.of(
                    "prior-from", ValueType.choice(PriorFrom::id, PriorFrom.values()))
            .group(SCHEDULE)
            .help("What a run learns from earlier ones about the target: their predictions, or predictions"
                    + " corrected by class frequencies that em or bbse estimate, with --hold-out")
            .consistent((from, all) -> {
                if (from != PriorFrom.PREDICTIONS
                        && all.find(DataSettings.HOLD_OUT).orElse(0.0) == 0) {
                    throw new InvalidSettingException(
                            "prior-from: " + from.id()
                                    + " needs samples of the source that are held out; expected predictions, or hold-out above 0");
                }
            })
            .before(PriorFrom.PREDICTIONS)
            .defaultsTo(PriorFrom.PREDICTIONS);

    private PriorSettings() {}
}
