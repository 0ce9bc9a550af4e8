package io.github.biwaa.report.evidence;

import io.github.biwaa.run.MetricsTable;
import io.github.biwaa.run.RunSummary;
import java.util.Optional;

/**
 * One run as its folder shows it.
 *
 * @param number r, from 0
 * @param metrics what was logged so far
 * @param summary what summary.json says; empty while it trains
 */
public record RecordedRun(int number, MetricsTable metrics, Optional<RunSummary> summary) {

    /** @return accuracy on the target, 0 to 1; empty while it trains or where the target has no labels */
    public Optional<Double> accuracy() {
        return summary.map(RunSummary::targetAccuracy);
    }
}
