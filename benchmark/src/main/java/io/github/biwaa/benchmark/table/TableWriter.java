package io.github.biwaa.benchmark.table;

import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.BenchmarkPlan;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.benchmark.recipe.PublishedRows;
import io.github.biwaa.file.CsvLines;
import io.github.biwaa.model.Json;
import io.github.biwaa.run.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A benchmark's table as text, Markdown, CSV and JSON. */
public final class TableWriter {
    private final BenchmarkTable table;
    private final List<Grid> grids;

    /** @param table what to write */
    public TableWriter(BenchmarkTable table) {
        this.table = table;
        this.grids = new TableGrids(table).all();
    }

    /** @return the table in columns of equal width */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Grid grid : grids) {
            text.append(text.length() == 0 ? "" : "\n").append(grid.title()).append("\n\n");
            int[] widths = widths(grid);
            appendRow(text, grid.header(), widths);
            grid.rows().forEach(row -> appendRow(text, row, widths));
            grid.remarks().forEach(remark -> text.append(remark).append('\n'));
        }
        return text.toString();
    }

    private static int[] widths(Grid grid) {
        int[] widths = new int[grid.header().size()];
        List<List<String>> all = new ArrayList<>(grid.rows());
        all.add(grid.header());
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static void appendRow(StringBuilder text, List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(String.format("%-" + (widths[i] + 2) + "s", row.get(i)));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /** @return the table in Markdown */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        for (Grid grid : grids) {
            text.append(text.length() == 0 ? "" : "\n")
                    .append("### ")
                    .append(grid.title())
                    .append("\n\n");
            appendMarkdown(text, grid.header());
            text.append("|---".repeat(grid.header().size())).append("|\n");
            grid.rows().forEach(row -> appendMarkdown(text, row));
            grid.remarks()
                    .forEach(remark -> text.append('\n').append(escaped(remark)).append('\n'));
        }
        return text.toString();
    }

    private static void appendMarkdown(StringBuilder text, List<String> row) {
        row.forEach(cell -> text.append("| ").append(escaped(cell)).append(' '));
        text.append("|\n");
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("*", "\\*");
    }

    /**
     * @return a line per number: protocol, method, task, seed, run, selection, state, accuracy in percent; averages of others have no task or seed,
     *     trainings that are not finished no accuracy
     */
    public String csv() {
        StringBuilder text = new StringBuilder("protocol,method,task,seed,run,selection,state,accuracy\n");
        for (JobOutcome outcome : table.outcomes()) {
            BenchmarkJob job = outcome.job();
            List<String> start = List.of(
                    "measured here: " + table.plan().protocol(),
                    job.method(),
                    job.task().id(),
                    Long.toString(job.seed()));
            if (!outcome.finished()) {
                csvLine(text, start, "", "", outcome.state().word(), null);
                continue;
            }
            for (RunSummary run : outcome.runs()) {
                csvLine(text, start, Integer.toString(run.run()), "end of run", "done", run.targetAccuracy());
            }
            for (Selection selection : Selection.values()) {
                Double accuracy =
                        selection.accuracy(outcome.runs(), table.validator()).orElse(null);
                csvLine(text, start, "", selection.title(), "done", accuracy);
            }
        }
        for (PublishedRows published : table.plan().recipe().published()) {
            for (PublishedRows.Row row : published.rows()) {
                csvLine(
                        text,
                        List.of("published: " + published.protocol(), row.method(), "average", ""),
                        "",
                        "",
                        "published",
                        row.average() / 100);
            }
        }
        return text.toString();
    }

    private static void csvLine(
            StringBuilder text,
            List<String> start,
            String run,
            String selection,
            String state,
            @Nullable Double accuracy) {
        List<String> cells = new ArrayList<>(start);
        cells.addAll(List.of(
                run, selection, state, accuracy == null ? "" : String.format(Locale.ROOT, "%.4f", 100 * accuracy)));
        text.append(CsvLines.row(cells));
    }

    /**
     * The table as JSON.
     *
     * @param benchmark the recipe's name
     * @param protocol of what was measured
     * @param validator that chose without labels
     * @param averages by method and selection
     * @param trainings all of them, with their runs and checkpoints
     * @param published what others report
     */
    record Document(
            String benchmark,
            String protocol,
            String validator,
            List<Average> averages,
            List<TrainingResult> trainings,
            List<PublishedRows> published) {}

    /**
     * An average over tasks.
     *
     * @param method by name
     * @param selection which checkpoints
     * @param mean in percent, or null if a task is incomplete
     * @param deviation over seeds, or null
     * @param incompleteTasks how many tasks lack a training
     */
    record Average(
            String method,
            String selection,
            @Nullable Double mean,
            @Nullable Double deviation,
            int incompleteTasks) {}

    /**
     * A training of the sweep.
     *
     * @param method by name
     * @param task by id
     * @param seed of everything random
     * @param state done, failed or missing
     * @param reason why it failed, or empty
     * @param settings flags of train
     * @param runs the finished ones
     */
    record TrainingResult(
            String method,
            String task,
            long seed,
            String state,
            String reason,
            Map<String, String> settings,
            List<RunSummary> runs) {}

    /** @return the table as JSON */
    Document document() {
        BenchmarkPlan plan = table.plan();
        List<Average> averages = new ArrayList<>();
        for (String method : plan.methods()) {
            for (Selection selection : Selection.values()) {
                TableCell cell = table.average(method, selection);
                averages.add(new Average(
                        method, selection.title(), cell.mean(), cell.deviation(), cell.failed() + cell.missing()));
            }
        }
        List<TrainingResult> trainings = table.outcomes().stream()
                .map(outcome -> new TrainingResult(
                        outcome.job().method(),
                        outcome.job().task().id(),
                        outcome.job().seed(),
                        outcome.state().word(),
                        outcome.reason(),
                        outcome.job().settings(),
                        outcome.runs()))
                .toList();
        return new Document(
                plan.recipe().name(),
                plan.protocol(),
                table.validator().id(),
                averages,
                trainings,
                plan.recipe().published());
    }

    /** Writes table.txt, table.md, table.csv and table.json. */
    public void write(SweepFolder folder) {
        folder.write("table.txt", text());
        folder.write("table.md", markdown());
        folder.write("table.csv", csv());
        Json.write(folder.path().resolve("table.json"), document());
    }
}
