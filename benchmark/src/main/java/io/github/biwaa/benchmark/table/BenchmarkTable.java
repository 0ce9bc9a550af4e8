package io.github.biwaa.benchmark.table;

import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.BenchmarkPlan;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.benchmark.recipe.BenchmarkTask;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.run.RunSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a sweep shows: accuracies by method and task, over seeds. An average is of complete rows only. */
public final class BenchmarkTable {
    private static final double PERCENT = 100;

    private final BenchmarkPlan plan;
    private final Validator validator;
    private final Map<String, JobOutcome> outcomes = new HashMap<>();
    private final Function<JobOutcome, Optional<int[]>> predictions;

    /**
     * @param plan what was to be trained
     * @param outcomes one per training of the plan
     * @param validator that chooses without labels
     * @param predictions {@link #predicted}
     */
    public BenchmarkTable(
            BenchmarkPlan plan,
            List<JobOutcome> outcomes,
            Validator validator,
            Function<JobOutcome, Optional<int[]>> predictions) {
        this.plan = plan;
        this.validator = validator;
        this.predictions = predictions;
        outcomes.forEach(outcome -> this.outcomes.put(outcome.job().id(), outcome));
    }

    /** @return what was to be trained */
    public BenchmarkPlan plan() {
        return plan;
    }

    /** @return who chooses without labels */
    public Validator validator() {
        return validator;
    }

    /** @return all outcomes in the order of the plan */
    public List<JobOutcome> outcomes() {
        return plan.jobs().stream().map(job -> outcomes.get(job.id())).toList();
    }

    /** @return the class number that a finished training predicts for each target sample, in list order; empty if its folder does not say */
    public Optional<int[]> predicted(JobOutcome outcome) {
        return predictions.apply(outcome);
    }

    /** @return the outcomes that are not finished */
    public List<JobOutcome> unfinished() {
        return outcomes().stream().filter(outcome -> !outcome.finished()).toList();
    }

    /** @return how many runs a method's trainings have */
    public int runs(String method) {
        return plan.jobs().stream()
                .filter(job -> job.method().equals(method))
                .mapToInt(BenchmarkJob::runs)
                .max()
                .orElse(0);
    }

    /** @return the accuracy of a method on a task */
    public TableCell cell(String method, BenchmarkTask task, Selection selection) {
        return cell(method, task, runs -> selection.accuracy(runs, validator));
    }

    /** @return the accuracy of a method on a task at the end of one run */
    public TableCell cell(String method, BenchmarkTask task, int run) {
        return cell(method, task, runs -> accuracyOf(runs, run));
    }

    /** @return the average over tasks; incomplete as soon as one task is */
    public TableCell average(String method, Selection selection) {
        return average(method, runs -> selection.accuracy(runs, validator));
    }

    /** @return the average over tasks at the end of one run; incomplete as soon as one task is */
    public TableCell average(String method, int run) {
        return average(method, runs -> accuracyOf(runs, run));
    }

    private static Optional<Double> accuracyOf(List<RunSummary> runs, int run) {
        return run < runs.size() ? Optional.ofNullable(runs.get(run).targetAccuracy()) : Optional.empty();
    }

    private TableCell cell(String method, BenchmarkTask task, Function<List<RunSummary>, Optional<Double>> accuracy) {
        List<Double> values = new ArrayList<>();
        int failed = 0;
        int missing = 0;
        for (JobOutcome outcome : outcomes()) {
            if (!outcome.job().method().equals(method) || !outcome.job().task().equals(task)) {
                continue;
            }
            switch (outcome.state()) {
                case FINISHED -> {
                    Optional<Double> value = accuracy.apply(outcome.runs());
                    value.ifPresent(found -> values.add(PERCENT * found));
                    // A summary of an earlier version has no checkpoints to choose from.
                    missing += value.isPresent() ? 0 : 1;
                }
                case FAILED -> failed++;
                case MISSING -> missing++;
            }
        }
        return new TableCell(values, failed, missing);
    }

    /** Seeds are averaged over tasks first, so that the deviation is that of what is shown. */
    private TableCell average(String method, Function<List<RunSummary>, Optional<Double>> accuracy) {
        List<TableCell> cells =
                plan.tasks().stream().map(task -> cell(method, task, accuracy)).toList();
        int failed = (int) cells.stream().filter(cell -> cell.failed() > 0).count();
        int incomplete = (int) cells.stream().filter(cell -> !cell.complete()).count();
        List<Double> values = new ArrayList<>();
        if (incomplete == 0) {
            for (int seed = 0; seed < plan.seeds().size(); seed++) {
                int place = seed;
                values.add(cells.stream()
                        .mapToDouble(cell -> cell.values().get(place))
                        .average()
                        .orElseThrow());
            }
        }
        return new TableCell(values, failed, incomplete - failed);
    }
}
