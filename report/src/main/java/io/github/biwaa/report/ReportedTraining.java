package io.github.biwaa.report;

import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.report.chart.Html;
import io.github.biwaa.report.evidence.Evidence;
import io.github.biwaa.report.evidence.RecordedRun;
import io.github.biwaa.report.evidence.RecordedTraining;
import io.github.biwaa.run.HeldOutScores;
import io.github.biwaa.run.RunSummary;
import java.util.List;
import java.util.Optional;

/**
 * A training as a page shows it.
 *
 * @param record what its folder says
 * @param evidence what its pictures and networks say; empty on the live page and where they cannot be had
 * @param notes what is missing, and why, for whoever reads the page
 * @param number its place on the page, from 0, which decides its colour
 */
record ReportedTraining(RecordedTraining record, Optional<Evidence> evidence, List<String> notes, int number) {
    private static final int COLOURS = 8;

    /** @return the class of its colour in the style sheet */
    String colour() {
        return "c" + number % COLOURS;
    }

    /** @return what it is called on the page */
    String name() {
        return record.name();
    }

    /** @return its name behind a swatch of its colour */
    Html label() {
        return Html.of("<i class=\"swatch {}\"></i>{}", colour(), name());
    }

    /** @return the same training under another name */
    ReportedTraining named(String name) {
        return new ReportedTraining(record.named(name), evidence, notes, number);
    }

    /** @return accuracy on the target after the last finished run, 0 to 1; empty without one or without labels */
    Optional<Double> accuracy() {
        return record.lastFinished().flatMap(RecordedRun::accuracy);
    }

    /** @return the accuracy on the target that was estimated without labels; empty without held-out source samples */
    Optional<AccuracyEstimate> estimate() {
        return heldOut().flatMap(HeldOutScores::estimate);
    }

    /** @return what held-out source samples say after the last finished run, if there are any */
    Optional<HeldOutScores> heldOut() {
        return record.lastFinished().flatMap(RecordedRun::summary).map(RunSummary::heldOut);
    }

    /** @return whether its target has labels */
    boolean labelled() {
        return accuracy().isPresent();
    }

    /** @return whether its predictions and another's are of the same pictures and classes */
    boolean predictsTheSameAs(ReportedTraining other) {
        return evidence.isPresent()
                && other.evidence.isPresent()
                && evidence.get().files().equals(other.evidence.get().files())
                && evidence.get()
                        .outcome()
                        .classes()
                        .equals(other.evidence.get().outcome().classes());
    }
}
