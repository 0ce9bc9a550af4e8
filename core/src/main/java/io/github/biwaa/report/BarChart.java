package io.github.biwaa.report;

import static io.github.biwaa.report.Html.coordinate;
import static io.github.biwaa.report.Html.escape;

import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Horizontal bars, grouped by category, as an inline SVG.
 *
 * @param title what is drawn
 * @param note a word on how to read it; may be empty
 * @param categories the rows
 * @param series a bar per row each
 * @param axis of the values, from 0
 * @param label a value as text
 */
record BarChart(
        String title,
        String note,
        List<String> categories,
        List<Series> series,
        Axis axis,
        DoubleFunction<String> label) {
    private static final int WIDTH = 420;
    private static final int LABEL = 104;
    private static final int VALUE = 46;
    private static final int TOP = 6;
    private static final int BOTTOM = 26;
    private static final int LONGEST_LABEL = 16;

    /**
     * The bars of one colour.
     *
     * @param name in tooltips
     * @param style classes of the page's style sheet
     * @param values one per category; NaN leaves a gap
     */
    record Series(String name, String style, double[] values) {}

    String svg() {
        int bar = series.size() == 1 ? 12 : series.size() <= 4 ? 11 : 5;
        int row = bar * series.size() + 7;
        int height = TOP + row * categories.size() + BOTTOM;
        StringBuilder svg = new StringBuilder("<figure class=\"chart\"><figcaption><b>")
                .append(escape(title))
                .append("</b>");
        if (!note.isEmpty()) {
            svg.append("<span>").append(escape(note)).append("</span>");
        }
        svg.append("</figcaption><svg class=\"bars\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(height)
                .append("\" role=\"img\" aria-label=\"")
                .append(escape(title))
                .append("\">");
        for (double tick : axis.ticks()) {
            String x = coordinate(x(tick));
            svg.append("<line class=\"grid\" x1=\"")
                    .append(x)
                    .append("\" x2=\"")
                    .append(x)
                    .append("\" y1=\"")
                    .append(TOP)
                    .append("\" y2=\"")
                    .append(height - BOTTOM)
                    .append("\"/><text class=\"tick\" x=\"")
                    .append(x)
                    .append("\" y=\"")
                    .append(height - BOTTOM + 16)
                    .append("\" text-anchor=\"middle\">")
                    .append(axis.label(tick))
                    .append("</text>");
        }
        for (int i = 0; i < categories.size(); i++) {
            double y = TOP + row * i + 3;
            svg.append("<text class=\"category\" x=\"")
                    .append(LABEL - 8)
                    .append("\" y=\"")
                    .append(coordinate(y + bar * series.size() / 2.0 + 4))
                    .append("\" text-anchor=\"end\">")
                    .append(escape(shortened(categories.get(i))))
                    .append("</text>");
            for (int s = 0; s < series.size(); s++) {
                bar(svg, series.get(s), i, y + s * bar, bar);
            }
        }
        return svg.append("</svg></figure>\n").toString();
    }

    private void bar(StringBuilder svg, Series one, int category, double y, int thickness) {
        double value = one.values()[category];
        if (Double.isNaN(value)) {
            return;
        }
        double end = x(Math.min(value, axis.to()));
        svg.append("<g><title>")
                .append(escape(categories.get(category) + ", " + one.name() + ": " + label.apply(value)))
                .append("</title><rect class=\"bar ")
                .append(one.style())
                .append("\" x=\"")
                .append(LABEL)
                .append("\" y=\"")
                .append(coordinate(y))
                .append("\" width=\"")
                .append(coordinate(Math.max(0.8, end - LABEL)))
                .append("\" height=\"")
                .append(thickness - 1)
                .append("\" rx=\"1.5\" data-value=\"")
                .append(Html.format("%.5g", value))
                .append("\"/>");
        if (thickness >= 8) {
            svg.append("<text class=\"value\" x=\"")
                    .append(coordinate(end + 4))
                    .append("\" y=\"")
                    .append(coordinate(y + thickness / 2.0 + 3.2))
                    .append("\">")
                    .append(escape(label.apply(value)))
                    .append("</text>");
        }
        svg.append("</g>");
    }

    private double x(double value) {
        return LABEL + axis.place(value) * (WIDTH - LABEL - VALUE);
    }

    private static String shortened(String name) {
        return Html.shortened(name, LONGEST_LABEL);
    }
}
