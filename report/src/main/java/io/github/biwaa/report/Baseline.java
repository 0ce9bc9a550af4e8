package io.github.biwaa.report;

import io.github.biwaa.adaptation.BuiltInMethod;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.report.evidence.RecordedRun;
import io.github.biwaa.report.evidence.TargetOutcome;
import io.github.biwaa.run.RunSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What adaptation changed against a training on the source alone, of the same classes and target.
 *
 * @param training on the source alone
 */
record Baseline(ReportedTraining training) {

    /** @return the first training on the source alone that another one can be held against; empty if there is none, or it is one itself */
    static Optional<Baseline> of(ReportedTraining adapted, List<ReportedTraining> trainings) {
        return isBaseline(adapted)
                ? Optional.empty()
                : trainings.stream()
                        .filter(Baseline::isBaseline)
                        .filter(adapted::predictsTheSameAs)
                        .findFirst()
                        .map(Baseline::new);
    }

    /** @return whether a training learnt from the source alone */
    static boolean isBaseline(ReportedTraining training) {
        return training.record().method().equals(BuiltInMethod.SOURCE_ONLY.id());
    }

    /** @return how many pictures got another class */
    long changed(ReportedTraining adapted) {
        TargetOutcome before = training.evidence().orElseThrow().outcome();
        TargetOutcome after = adapted.evidence().orElseThrow().outcome();
        return IntStream.range(0, after.size())
                .filter(sample -> before.predicted(sample) != after.predicted(sample))
                .count();
    }

    /** @return whether each score without labels prefers the adapted training, by the id of the score */
    Map<String, Boolean> preferences(ReportedTraining adapted) {
        Map<String, Double> before = scores(training.record().lastFinished());
        Map<String, Boolean> preferences = new LinkedHashMap<>();
        scores(adapted.record().lastFinished()).forEach((id, value) -> {
            if (before.containsKey(id) && !id.equals(Validator.SOURCE_ACCURACY.id())) {
                preferences.put(id, Validator.named(id).prefers(value, before.get(id)));
            }
        });
        return preferences;
    }

    /** @return the scores without labels after the last step of a run, by id; none if it has not been scored */
    static Map<String, Double> scores(Optional<RecordedRun> run) {
        return run.flatMap(RecordedRun::summary).map(RunSummary::lastScores).orElse(Map.of());
    }
}
