package io.github.biwaa.cli.model;

import io.github.biwaa.prediction.PredictionOutcome;
import io.github.biwaa.prediction.UnknownTally;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code biwaa predict} says in the end: accuracies where there are labels, how many rows there are, and how many say why there is no class. */
final class PredictionSummary {
    private PredictionSummary() {}

    /**
     * Prints it.
     *
     * @param classes of the model, for the accuracies
     * @param seconds that it took
     * @param out where the rows are, if not on standard output
     */
    static void print(
            PrintWriter messages, PredictionOutcome outcome, List<String> classes, double seconds, Optional<Path> out) {
        outcome.tally()
                .filter(tally -> tally.samples() > 0)
                .ifPresent(tally -> AccuracyTable.print(messages, tally, classes));
        outcome.unknown().ifPresent(tally -> print(messages, tally));
        messages.printf(
                Locale.ROOT,
                "%,d %s in %.1f s%s%n",
                outcome.samples(),
                outcome.samples() == 1 ? "row" : "rows",
                seconds,
                out.map(file -> ": " + file).orElse("."));
        if (outcome.broken() > 0) {
            messages.printf(
                    Locale.ROOT,
                    "%,d of the pictures could not be read; the rows say why, under error.%n",
                    outcome.broken());
        }
        messages.flush();
    }

    private static void print(PrintWriter messages, UnknownTally tally) {
        messages.printf(
                Locale.ROOT,
                "Unknown: %,d of %,d pictures of other classes found, %,d of %,d others called unknown; AUROC %.3f.%n",
                tally.found(),
                tally.unknown(),
                tally.mistaken(),
                tally.known(),
                tally.auroc());
    }
}
