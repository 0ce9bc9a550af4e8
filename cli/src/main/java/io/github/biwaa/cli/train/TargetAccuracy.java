package io.github.biwaa.cli.train;

import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.run.HeldOutScores;
import io.github.biwaa.run.RunSummary;
import java.util.Locale;
import java.util.Optional;

/** How good a run is on the target, in words: its accuracy where there are labels, else estimates, else that there are no labels. */
final class TargetAccuracy {

    private TargetAccuracy() {}

    /** @return for example {@code 91.2 %} or {@code probably 91 % (88 to 94, difference-of-confidences)} */
    static String of(RunSummary run) {
        if (run.targetAccuracy() != null) {
            return String.format(Locale.ROOT, "%.1f %%", 100 * run.targetAccuracy());
        }
        return Optional.ofNullable(run.heldOut())
                .flatMap(HeldOutScores::estimate)
                .map(TargetAccuracy::of)
                .orElse("no labels");
    }

    /** @return the estimate, its interval and the method that made it */
    static String of(AccuracyEstimate estimate) {
        return String.format(
                Locale.ROOT,
                "probably %.0f %% (%.0f to %.0f, %s)",
                100 * estimate.accuracy(),
                100 * estimate.low(),
                100 * estimate.high(),
                estimate.method());
    }
}
