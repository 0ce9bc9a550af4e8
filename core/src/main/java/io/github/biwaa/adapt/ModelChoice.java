package io.github.biwaa.adapt;

import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.evaluation.AccuracyEstimator;
import io.github.biwaa.run.RunSummary;
import java.util.List;

/** Which of several finished trainings is the best, without a label of the target: the one with the highest estimate. */
final class ModelChoice {
    /** docs/adapt.md has the measurement that it was chosen by. */
    private static final AccuracyEstimator SCORE = AccuracyEstimator.DIFFERENCE_OF_CONFIDENCES;

    private ModelChoice() {}

    /** @return the place of the best in the list; of equals the first */
    static int best(List<RunSummary> runs) {
        int best = 0;
        for (int i = 1; i < runs.size(); i++) {
            if (estimate(runs.get(i)).accuracy() > estimate(runs.get(best)).accuracy()) {
                best = i;
            }
        }
        return best;
    }

    /** @return the estimate that trainings are chosen by; there is one where samples were held out */
    static AccuracyEstimate estimate(RunSummary run) {
        return run.heldOut().targetEstimates().stream()
                .filter(estimate -> estimate.method().equals(SCORE.id()))
                .findFirst()
                .orElseThrow();
    }
}
