package io.github.biwaa.benchmark.table;

import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.evaluation.PredictionAgreement;
import io.github.biwaa.evaluation.PredictionAgreement.Predictions;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.run.RunSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How far estimates of the accuracy that need no labels of the target are from the accuracy by labels, after the last step of each finished training. */
final class EstimateErrors {
    private final Map<Row, List<Estimated>> rows = new LinkedHashMap<>();

    /** What a row of the table is about: which trainings, and which estimate. */
    private record Row(String trainings, String estimate) {}

    /**
     * An estimate beside the truth.
     *
     * @param truth the accuracy by the target's labels, 0 to 1
     */
    record Estimated(AccuracyEstimate estimate, double truth) {
        double error() {
            return estimate.accuracy() - truth;
        }

        boolean covered() {
            return estimate.low() <= truth && truth <= estimate.high();
        }
    }

    /** A finished training with labels of the target. */
    private record Finished(BenchmarkJob job, RunSummary run, Optional<int[]> predicted) {
        static Optional<Finished> of(JobOutcome outcome, BenchmarkTable table) {
            return outcome.finished() && outcome.lastRun().targetAccuracy() != null
                    ? Optional.of(new Finished(outcome.job(), outcome.lastRun(), table.predicted(outcome)))
                    : Optional.empty();
        }

        List<AccuracyEstimate> estimates(List<Finished> sameTask) {
            List<AccuracyEstimate> estimates = new ArrayList<>();
            predicted
                    .map(classes -> new Predictions(job.method(), classes))
                    .flatMap(model -> PredictionAgreement.of(model, predictions(sameTask, model.classes().length)))
                    .ifPresent(estimates::add);
            if (run.heldOut() != null) {
                estimates.addAll(run.heldOut().targetEstimates());
            }
            return estimates;
        }

        private static List<Predictions> predictions(List<Finished> trainings, int samples) {
            return trainings.stream()
                    .flatMap(one -> one.predicted().map(classes -> new Predictions(one.job.method(), classes)).stream())
                    .filter(one -> one.classes().length == samples)
                    .toList();
        }

        double score() {
            return run.lastScores().getOrDefault(Validator.CHOSEN_BY.id(), -1.0);
        }
    }

    EstimateErrors(BenchmarkTable table) {
        Map<List<Object>, List<Finished>> tasks = new LinkedHashMap<>();
        table.outcomes().forEach(outcome -> Finished.of(outcome, table).ifPresent(one -> tasks.computeIfAbsent(
                        List.of(one.job.task(), one.job.seed()), key -> new ArrayList<>())
                .add(one)));
        tasks.values().forEach(trainings -> trainings.forEach(one -> add("all trainings", one, trainings)));
        tasks.values().forEach(trainings -> trainings.stream()
                .max(Comparator.comparingDouble(Finished::score))
                .filter(one -> one.score() >= 0)
                .ifPresent(one -> add("chosen by " + Validator.CHOSEN_BY.id(), one, trainings)));
    }

    private void add(String which, Finished one, List<Finished> sameTask) {
        one.estimates(sameTask)
                .forEach(estimate -> rows.computeIfAbsent(new Row(which, estimate.method()), key -> new ArrayList<>())
                        .add(new Estimated(estimate, one.run().targetAccuracy())));
    }

    /** @return the table for people; empty if there is no estimate */
    Optional<Grid> grid() {
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Grid(
                        "Estimates of the accuracy without labels",
                        List.of("trainings", "estimate", "number", "error", "too high by", "covered", "width"),
                        rows.entrySet().stream()
                                .map(entry -> texts(entry.getKey(), entry.getValue()))
                                .toList(),
                        List.of("Means over the trainings, in points of accuracy. Covered: how often the interval"
                                + " contains the accuracy by labels, in percent.")));
    }

    private static List<String> texts(Row row, List<Estimated> all) {
        return List.of(
                row.trainings(),
                row.estimate(),
                Integer.toString(all.size()),
                mean("%.1f", all, one -> Math.abs(one.error())),
                mean("%+.1f", all, Estimated::error),
                mean("%.0f", all, one -> one.covered() ? 1.0 : 0),
                mean("%.0f", all, one -> one.estimate().high() - one.estimate().low()));
    }

    private static String mean(String format, List<Estimated> all, Function<Estimated, Double> value) {
        return String.format(
                Locale.ROOT,
                format,
                100 * all.stream().mapToDouble(value::apply).average().orElseThrow());
    }
}
