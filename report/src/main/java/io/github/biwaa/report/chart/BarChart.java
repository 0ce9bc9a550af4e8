package io.github.biwaa.report.chart;

import io.github.biwaa.report.chart.Pen.Anchor;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Horizontal bars, grouped by category.
 *
 * @param title what is drawn
 * @param note a word on how to read it; may be empty
 * @param categories the rows
 * @param series a bar per row each
 * @param axis of the values, from 0
 * @param label a value as text
 */
public record BarChart(
        String title,
        String note,
        List<String> categories,
        List<Series> series,
        Axis axis,
        DoubleFunction<String> label) {
    private static final int WIDTH = 420;
    private static final int LEFT = 104;
    private static final int RIGHT = WIDTH - 46;
    private static final int TOP = 6;
    private static final int BOTTOM = 26;
    private static final int LONGEST_LABEL = 16;
    /** Thinner bars have no room for their values. */
    private static final int THINNEST_WITH_VALUE = 8;

    /**
     * The bars of one colour.
     *
     * @param name in tooltips
     * @param style class names of the style sheet
     * @param values one per category; NaN leaves a gap
     */
    public record Series(String name, String style, double[] values) {}

    /** @return the bars as a chart */
    public Chart chart() {
        return new Chart("bars", title, note, WIDTH, height(), this::draw);
    }

    private double height() {
        return TOP + row() * categories.size() + BOTTOM;
    }

    private int thickness() {
        return series.size() == 1 ? 12 : series.size() <= 4 ? 11 : 5;
    }

    private int row() {
        return thickness() * series.size() + 7;
    }

    private void draw(Pen pen) {
        double bottom = height() - BOTTOM;
        for (double tick : axis.ticks()) {
            pen.line("grid", x(tick), TOP, x(tick), bottom);
            pen.text("tick", axis.label(tick), x(tick), bottom + 16, Anchor.MIDDLE);
        }
        for (int i = 0; i < categories.size(); i++) {
            double top = TOP + row() * i + 3;
            double middle = top + thickness() * series.size() / 2.0;
            pen.text("category", Words.shortened(categories.get(i), LONGEST_LABEL), LEFT - 8, middle + 4, Anchor.END);
            for (Series one : series) {
                if (!Double.isNaN(one.values()[i])) {
                    bar(pen, one, i, top);
                }
                top += thickness();
            }
        }
    }

    private void bar(Pen pen, Series one, int category, double top) {
        double value = one.values()[category];
        String text = label.apply(value);
        double end = x(Math.min(value, axis.to()));
        pen.box(
                "bar " + one.style(),
                LEFT,
                top,
                Math.max(0.8, end - LEFT),
                thickness() - 1,
                1,
                categories.get(category) + ", " + one.name() + ": " + text);
        if (thickness() >= THINNEST_WITH_VALUE) {
            pen.text("value", text, end + 4, top + thickness() / 2.0 + 3.2, Anchor.START);
        }
    }

    private double x(double value) {
        return LEFT + axis.place(value) * (RIGHT - LEFT);
    }
}
