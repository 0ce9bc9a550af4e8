package io.github.biwaa.training;

import java.util.List;
import java.util.Map;

/**
 * What is left to say of a finished run; an entry of summary.json.
 *
 * @param run r, from 0
 * @param iterations trained
 * @param seconds training and scoring took
 * @param targetAccuracy 0 to 1, or null where the target has no labels
 * @param losses the metrics of the last step
 * @param checkpoints scores along the run, the last step's last; none in the files of earlier versions
 */
public record RunSummary(
        int run,
        int iterations,
        double seconds,
        Double targetAccuracy,
        Map<String, Double> losses,
        List<CheckpointScores> checkpoints) {

    /** Copies what could change. */
    public RunSummary {
        checkpoints = checkpoints == null ? List.of() : List.copyOf(checkpoints);
    }
}
