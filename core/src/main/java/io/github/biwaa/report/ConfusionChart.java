package io.github.biwaa.report;

import static io.github.biwaa.report.Html.coordinate;
import static io.github.biwaa.report.Html.escape;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A confusion matrix as an inline SVG: a row per true class, a column per predicted one, shaded by the share of the row.
 *
 * @param title what is drawn, as HTML
 * @param classes K names
 * @param counts pictures by [true][predicted]
 */
record ConfusionChart(String title, List<String> classes, int[][] counts) {
    private static final int WIDTH = 420;
    private static final int LONGEST_LABEL = 13;
    /** With more classes, numbers do not fit into the cells any more. */
    private static final int MOST_WITH_NUMBERS = 14;

    private static final int MOST_WITH_NAMES = 40;

    String svg() {
        int k = classes.size();
        double cell = (WIDTH - left() - 4) / (double) k;
        StringBuilder svg = new StringBuilder("<figure class=\"chart\"><figcaption><b>")
                .append(title)
                .append("</b><span>rows: truth, columns: prediction, shade: share of the row</span></figcaption>")
                .append("<svg class=\"confusion\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(coordinate(top() + k * cell + 4))
                .append("\" role=\"img\" aria-label=\"Confusion matrix\">");
        svg.append("<rect class=\"frame\" x=\"")
                .append(left())
                .append("\" y=\"")
                .append(top())
                .append("\" width=\"")
                .append(coordinate(k * cell))
                .append("\" height=\"")
                .append(coordinate(k * cell))
                .append("\"/>");
        for (int i = 0; i < k; i++) {
            if (k <= MOST_WITH_NAMES) {
                names(svg, i, cell);
            }
            int total = IntStream.of(counts[i]).sum();
            for (int j = 0; j < k; j++) {
                if (counts[i][j] > 0) {
                    cell(svg, i, j, total, cell);
                }
            }
        }
        return svg.append("</svg></figure>\n").toString();
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

    private void names(StringBuilder svg, int i, double cell) {
        String name = Html.shortened(classes.get(i), LONGEST_LABEL);
        double centre = (i + 0.5) * cell;
        double size = Math.max(6, Math.min(11, cell * 0.85));
        svg.append("<text class=\"category\" style=\"font-size:")
                .append(coordinate(size))
                .append("px\" x=\"")
                .append(left() - 6)
                .append("\" y=\"")
                .append(coordinate(top() + centre + size / 3))
                .append("\" text-anchor=\"end\">")
                .append(escape(name))
                .append("</text><text class=\"category\" style=\"font-size:")
                .append(coordinate(size))
                .append("px\" transform=\"translate(")
                .append(coordinate(left() + centre + size / 3))
                .append(' ')
                .append(top() - 6)
                .append(") rotate(-60)\">")
                .append(escape(name))
                .append("</text>");
    }

    private void cell(StringBuilder svg, int i, int j, int total, double cell) {
        double share = counts[i][j] / (double) total;
        String x = coordinate(left() + j * cell + 0.5);
        String y = coordinate(top() + i * cell + 0.5);
        String side = coordinate(Math.max(1, cell - 1));
        svg.append("<g><title>")
                .append(escape(classes.get(i) + (i == j ? " recognised: " : " taken for " + classes.get(j) + ": ")))
                .append(counts[i][j])
                .append(" of ")
                .append(total)
                .append(" (")
                .append(Html.percent(share))
                .append(")</title><rect class=\"")
                .append(i == j ? "hit" : "miss")
                .append("\" x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" width=\"")
                .append(side)
                .append("\" height=\"")
                .append(side)
                .append("\" fill-opacity=\"")
                .append(Html.format("%.2f", 0.08 + 0.92 * share))
                .append("\"/>");
        if (classes.size() <= MOST_WITH_NUMBERS) {
            svg.append("<text class=\"")
                    .append(share > 0.55 ? "count on" : "count")
                    .append("\" x=\"")
                    .append(coordinate(left() + (j + 0.5) * cell))
                    .append("\" y=\"")
                    .append(coordinate(top() + (i + 0.5) * cell + 4))
                    .append("\" text-anchor=\"middle\">")
                    .append(counts[i][j])
                    .append("</text>");
        }
        svg.append("</g>");
    }
}
