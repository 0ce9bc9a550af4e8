package io.github.biwaa.cli.demo;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.cli.console.ConsoleProgress;
import io.github.biwaa.demo.DemoLabels;
import io.github.biwaa.evaluation.Accuracy;
import io.github.biwaa.model.Json;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.torch.Tensors;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;

/**
 * The demo's result: how often each method names the target's pictures rightly. It alone reads the labels kept aside, and only what the finished
 * runs left: their scores.
 */
final class DemoTable {
    private final int[] labels;
    private final int classes;
    private final List<Row> rows = new ArrayList<>();

    /**
     * What one method came to.
     *
     * @param method its name
     * @param targetAccuracy of the last run, 0 to 1
     * @param accuracyPerRun of all runs, in order
     * @param seconds all runs took, with scoring
     * @param runFolder where they lie
     */
    record Row(String method, double targetAccuracy, List<Double> accuracyPerRun, double seconds, String runFolder) {}

    /**
     * @param labelFile the labels kept aside
     * @param target the pictures that were scored, in the order of the scores
     */
    DemoTable(Path labelFile, Pictures target) {
        DemoLabels aside = DemoLabels.read(labelFile);
        labels = target.files().stream()
                .mapToInt(file -> classNumber(aside, file, target))
                .toArray();
        classes = target.classes().size();
    }

    private static int classNumber(DemoLabels aside, Path file, Pictures target) {
        String label = aside.byPath().get("target/" + file.getFileName());
        if (label == null) {
            throw new BiwaaException("the labels kept aside do not name " + file + "; draw the pictures again");
        }
        return target.classes().indexOf(label);
    }

    /** Adds a method whose runs are finished. */
    Row add(String method, RunFolder folder) {
        List<RunSummary> runs = folder.finishedRuns();
        List<Double> accuracies = runs.stream()
                .map(run -> Accuracy.of(predictions(folder, run.run(), labels.length), labels))
                .toList();
        double seconds = runs.stream().mapToDouble(RunSummary::seconds).sum();
        Row row = new Row(
                method,
                accuracies.get(accuracies.size() - 1),
                accuracies,
                seconds,
                folder.path().toString());
        rows.add(row);
        return row;
    }

    private int[] predictions(RunFolder folder, int run, int pictures) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.largestOfRows(folder.readScores(run, pictures, classes));
        }
    }

    /** Prints the table for people. */
    void print(PrintWriter out) {
        int width = rows.stream().mapToInt(row -> row.method().length()).max().orElse(0) + 2;
        width = Math.max(width, "method".length() + 2);
        String format = "%-" + width + "s%-24s%9s  %s%n";
        out.printf(Locale.ROOT, format, "method", "accuracy on the target", "time", "after each run");
        for (Row row : rows) {
            out.printf(
                    Locale.ROOT,
                    format,
                    row.method(),
                    percent(row.targetAccuracy()),
                    ConsoleProgress.duration(row.seconds()),
                    row.accuracyPerRun().size() < 2
                            ? ""
                            : row.accuracyPerRun().stream()
                                    .map(DemoTable::percent)
                                    .collect(Collectors.joining(", ")));
        }
        out.flush();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Prints one line of JSON per method. */
    void printJson(PrintWriter out) {
        rows.forEach(row -> out.println(Json.line(row)));
        out.flush();
    }
}
