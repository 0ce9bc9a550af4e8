package io.github.biwaa.report;

import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.evaluation.PredictionAgreement;
import io.github.biwaa.evaluation.PredictionAgreement.Predictions;
import io.github.biwaa.report.evidence.TargetOutcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How accurate trainings probably are on a target without labels. */
final class TargetEstimate {

    private TargetEstimate() {}

    /**
     * @param trainings all on the page
     * @return by the agreement with trainings of other methods, or else by held-out samples; empty if there is neither
     */
    static Optional<AccuracyEstimate> of(ReportedTraining training, List<ReportedTraining> trainings) {
        return byAgreement(training, trainings).or(training::estimate);
    }

    private static Optional<AccuracyEstimate> byAgreement(ReportedTraining training, List<ReportedTraining> trainings) {
        List<Predictions> comparable = trainings.stream()
                .filter(training::predictsTheSameAs)
                .map(TargetEstimate::predictions)
                .toList();
        return comparable.isEmpty() ? Optional.empty() : PredictionAgreement.of(predictions(training), comparable);
    }

    private static Predictions predictions(ReportedTraining training) {
        TargetOutcome outcome = training.evidence().orElseThrow().outcome();
        return new Predictions(
                training.record().method(),
                IntStream.range(0, outcome.size()).map(outcome::predicted).toArray());
    }
}
