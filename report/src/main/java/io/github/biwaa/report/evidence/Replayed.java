package io.github.biwaa.report.evidence;

import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.training.TrainingReplay;

/**
 * A training with at least one finished run whose samples are at hand once more.
 *
 * @param training what its folder says
 * @param configuration what its config.yaml says
 * @param replay its samples and the network it began with
 */
public record Replayed(RecordedTraining training, TrainingConfiguration configuration, TrainingReplay replay) {

    /** @return the number of the last finished run */
    int run() {
        return training.lastFinished().orElseThrow().number();
    }
}
