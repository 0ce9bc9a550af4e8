package io.github.biwaa.report.chart;

import io.github.biwaa.report.chart.Pen.Anchor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A confusion matrix: a row per true class, a column per predicted one, shaded by the share of the row.
 *
 * @param title what is drawn
 * @param classes K names
 * @param counts pictures by [true][predicted]
 */
public record ConfusionChart(String title, List<String> classes, int[][] counts) {
    private static final int WIDTH = 420;
    private static final int LONGEST_LABEL = 13;
    /** With more classes, numbers do not fit into the cells any more. */
    private static final int MOST_WITH_NUMBERS = 14;

    private static final int MOST_WITH_NAMES = 40;

    /** @return the matrix as a chart */
    public Chart chart() {
        String note = "rows: truth, columns: prediction, shade: share of the row";
        return new Chart("confusion", title, note, WIDTH, top() + classes.size() * cell() + 4, this::draw);
    }

    private int longestName() {
        int longest = classes.stream().mapToInt(String::length).max().orElse(0);
        return classes.size() > MOST_WITH_NAMES ? 0 : Math.min(longest, LONGEST_LABEL);
    }

    private int left() {
        return 16 + 6 * longestName();
    }

    private int top() {
        return 14 + 5 * longestName();
    }

    private double cell() {
        return (WIDTH - left() - 4) / (double) classes.size();
    }

    private void draw(Pen pen) {
        int k = classes.size();
        double cell = cell();
        for (int edge : new int[] {0, k}) {
            pen.line("grid", left(), top() + edge * cell, left() + k * cell, top() + edge * cell);
            pen.line("grid", left() + edge * cell, top(), left() + edge * cell, top() + k * cell);
        }
        for (int i = 0; i < k; i++) {
            if (k <= MOST_WITH_NAMES) {
                String name = Words.shortened(classes.get(i), LONGEST_LABEL);
                double size = Math.max(6, Math.min(11, cell * 0.85));
                double base = (i + 0.5) * cell + size / 3;
                pen.text("category", name, left() - 6, top() + base, Anchor.END, size, 0);
                pen.text("category", name, left() + base, top() - 6, Anchor.START, size, -60);
            }
            int total = IntStream.of(counts[i]).sum();
            for (int j = 0; j < k; j++) {
                if (counts[i][j] > 0) {
                    cell(pen, i, j, total);
                }
            }
        }
    }

    private void cell(Pen pen, int i, int j, int total) {
        double cell = cell();
        double share = counts[i][j] / (double) total;
        pen.box(
                i == j ? "hit" : "miss",
                left() + j * cell + 0.5,
                top() + i * cell + 0.5,
                Math.max(1, cell - 1),
                Math.max(1, cell - 1),
                0.08 + 0.92 * share,
                classes.get(i) + (i == j ? " recognised: " : " taken for " + classes.get(j) + ": ") + counts[i][j]
                        + " of " + total + " (" + Words.percent(share) + ")");
        if (classes.size() <= MOST_WITH_NUMBERS) {
            pen.text(
                    share > 0.55 ? "count on" : "count",
                    Integer.toString(counts[i][j]),
                    left() + (j + 0.5) * cell,
                    top() + (i + 0.5) * cell + 4,
                    Anchor.MIDDLE);
        }
    }
}
