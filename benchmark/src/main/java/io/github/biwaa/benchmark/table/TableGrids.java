package io.github.biwaa.benchmark.table;

import io.github.biwaa.benchmark.job.BenchmarkPlan;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.benchmark.recipe.BenchmarkTask;
import io.github.biwaa.benchmark.recipe.PublishedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A benchmark's table as people read it: tasks, choices of the checkpoint, runs of ILDA, and what others published. */
final class TableGrids {
    private final BenchmarkTable table;
    private final BenchmarkPlan plan;

    TableGrids(BenchmarkTable table) {
        this.table = table;
        this.plan = table.plan();
    }

    /** @return all parts in order */
    List<Grid> all() {
        List<Grid> grids = new ArrayList<>();
        grids.add(byTask());
        grids.add(bySelection());
        MethodChoice.of(table).grid().ifPresent(grids::add);
        new EstimateErrors(table).grid().ifPresent(grids::add);
        plan.methods().stream().filter(method -> table.runs(method) > 1).forEach(method -> grids.add(byRun(method)));
        plan.recipe().published().forEach(rows -> grids.add(published(rows)));
        return grids;
    }

    private Grid byTask() {
        List<String> header = new ArrayList<>(List.of("method", "runs"));
        plan.tasks().forEach(task -> header.add(task.id()));
        header.add("average");
        List<List<String>> rows = new ArrayList<>();
        for (String method : plan.methods()) {
            List<String> row = new ArrayList<>(List.of(method, Integer.toString(table.runs(method))));
            plan.tasks()
                    .forEach(task -> row.add(
                            table.cell(method, task, Selection.LAST_ITERATION).text()));
            row.add(average(table.average(method, Selection.LAST_ITERATION)));
            rows.add(row);
        }
        List<String> remarks = new ArrayList<>();
        remarks.add(seeds());
        if (plan.methods().stream().anyMatch(method -> table.runs(method) == 1)
                && plan.methods().stream().anyMatch(method -> table.runs(method) > 1)) {
            remarks.add("Methods without ILDA run once: no run of theirs decides how another samples.");
        }
        for (JobOutcome outcome : table.unfinished()) {
            remarks.add(outcome.job().id() + " "
                    + outcome.state().word()
                    + (outcome.reason().isEmpty() ? "" : ": " + outcome.reason()));
        }
        return new Grid(
                plan.recipe().title() + ", accuracy on the target in percent, measured here: " + plan.protocol(),
                header,
                rows,
                remarks);
    }

    private String seeds() {
        String seeds = plan.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return plan.seeds().size() == 1
                ? "One seed: " + seeds + "."
                : "Mean ± standard deviation over the seeds " + seeds + ".";
    }

    private Grid bySelection() {
        List<String> header = new ArrayList<>(List.of("method"));
        for (Selection selection : Selection.values()) {
            header.add(selection.title());
        }
        List<List<String>> rows = new ArrayList<>();
        for (String method : plan.methods()) {
            List<String> row = new ArrayList<>(List.of(method));
            for (Selection selection : Selection.values()) {
                row.add(average(table.average(method, selection)));
            }
            rows.add(row);
        }
        return new Grid(
                "Average over the tasks, by choice of the checkpoint",
                header,
                rows,
                List.of(
                        "Chosen without labels by " + table.validator().id() + " ("
                                + table.validator().description() + "; "
                                + table.validator().paper() + ") among all scored checkpoints of all runs.",
                        "* Looks at the target's labels: a bound, not a result; used for nothing else."));
    }

    private Grid byRun(String method) {
        List<String> header = new ArrayList<>(List.of("run"));
        plan.tasks().forEach(task -> header.add(task.id()));
        header.add("average");
        List<List<String>> rows = new ArrayList<>();
        for (int run = 0; run < table.runs(method); run++) {
            List<String> row = new ArrayList<>(List.of(Integer.toString(run)));
            for (BenchmarkTask task : plan.tasks()) {
                row.add(table.cell(method, task, run).text());
            }
            row.add(average(table.average(method, run)));
            rows.add(row);
        }
        return new Grid(method + " run by run (ILDA), last iteration of each", header, rows, List.of());
    }

    private Grid published(PublishedRows published) {
        List<List<String>> rows = new ArrayList<>();
        for (PublishedRows.Row row : published.rows()) {
            rows.add(List.of(row.method(), String.format(Locale.ROOT, "%.1f", row.average()), row.note()));
        }
        return new Grid(
                "Published, not measured here. " + published.protocol(),
                List.of("method", "average", "note"),
                rows,
                List.of());
    }

    private String average(TableCell cell) {
        int incomplete = cell.failed() + cell.missing();
        return incomplete == 0
                ? cell.text()
                : "none: " + incomplete + " of " + plan.tasks().size() + " tasks incomplete";
    }
}
