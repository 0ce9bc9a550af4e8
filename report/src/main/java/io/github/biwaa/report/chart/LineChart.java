package io.github.biwaa.report.chart;

import io.github.biwaa.report.chart.Pen.Anchor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Curves, mostly over the steps of a training.
 *
 * @param title what is drawn
 * @param note a word on how to read it; may be empty
 * @param series the curves, those without points left out
 * @param across the axis of iterations, or of something else
 * @param up the axis of values
 * @param acrossName what the axis across counts
 */
public record LineChart(String title, String note, List<Series> series, Axis across, Axis up, String acrossName) {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 220;
    private static final int LEFT = 50;
    private static final int RIGHT = WIDTH - 12;
    private static final int TOP = 12;
    private static final int BOTTOM = HEIGHT - 34;
    private static final int MOST_POINTS = 400;
    /** Early outliers would flatten the rest: the axis ends at this multiple of what nearly all values lie below. */
    private static final double NEARLY_ALL = 0.99;
    /** This part of the points, as one divided by it, is the beginning. */
    private static final int BEGINNING = 10;

    /**
     * One curve.
     *
     * @param name in the legend
     * @param style class names of the style sheet, for example {@code c1 old1}
     * @param x iterations, or what else is counted across
     * @param y values, as many
     */
    public record Series(String name, String style, double[] x, double[] y) {

        /** At most {@value #MOST_POINTS} points, the last one kept. */
        Series thinned() {
            int stride = Math.max(1, (x.length + MOST_POINTS - 1) / MOST_POINTS);
            int[] kept = IntStream.concat(
                            IntStream.iterate(0, i -> i < x.length, i -> i + stride), IntStream.of(x.length - 1))
                    .distinct()
                    .toArray();
            return new Series(
                    name,
                    style,
                    Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
                    Arrays.stream(kept).mapToDouble(i -> y[i]).toArray());
        }
    }

    /**
     * A chart whose axes cover its values.
     *
     * @param fixed the axis of values if it is known beforehand; otherwise null
     */
    public static LineChart of(String title, String note, List<Series> series, @Nullable Axis fixed) {
        List<Series> drawn = series.stream()
                .filter(one -> one.x().length > 0)
                .map(Series::thinned)
                .toList();
        Axis across = Axis.covering(
                0,
                drawn.stream()
                        .flatMapToDouble(one -> DoubleStream.of(one.x()))
                        .max()
                        .orElse(1),
                5);
        return new LineChart(title, note, drawn, across, fixed == null ? valueAxis(drawn) : fixed, "iteration");
    }

    /** @return the same curves over something else than iterations */
    public LineChart over(String name) {
        return new LineChart(title, note, series, across, up, name);
    }

    private static Axis valueAxis(List<Series> drawn) {
        double[] values = drawn.stream()
                .flatMapToDouble(one -> DoubleStream.of(one.y()))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (values.length == 0) {
            return new Axis(0, 1, 0.2);
        }
        double largest = values[(int) Math.floor((values.length - 1) * NEARLY_ALL)];
        double top = values[values.length - 1];
        double smallest = values[0];
        largest = top > 3 * largest && largest > 0 ? Math.max(largest, largestAfterTheBeginning(drawn)) : top;
        // A scale that nearly begins at 0 begins there.
        return Axis.covering(smallest > 0 && smallest < 0.4 * largest ? 0 : smallest, largest, 4);
    }

    /** A loss may begin far above where it stays, and those points may lie outside; a loss that explodes later is shown. */
    private static double largestAfterTheBeginning(List<Series> drawn) {
        return drawn.stream()
                .flatMapToDouble(one -> DoubleStream.of(one.y()).skip(one.y().length / BEGINNING + 1))
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NEGATIVE_INFINITY);
    }

    /** @return the curves as a chart */
    public Chart chart() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("tabindex", 0);
        attributes.put("data-left", LEFT);
        attributes.put("data-right", RIGHT);
        attributes.put("data-xmax", Double.toString(across.to()));
        attributes.put("data-title", title);
        attributes.put("data-across", acrossName);
        return new Chart("lines", title, note, WIDTH, HEIGHT, attributes, this::draw);
    }

    private void draw(Pen pen) {
        ToDoubleFunction<Double> x = value -> LEFT + across.place(value) * (RIGHT - LEFT);
        ToDoubleFunction<Double> y = value -> BOTTOM - Math.max(0, Math.min(1, up.place(value))) * (BOTTOM - TOP);
        for (double tick : up.ticks()) {
            double place = y.applyAsDouble(tick);
            pen.line("grid", LEFT, place, RIGHT, place);
            pen.text("tick", up.label(tick), LEFT - 6, place + 3.5, Anchor.END);
        }
        for (double tick : across.ticks()) {
            pen.text("tick", across.label(tick), x.applyAsDouble(tick), BOTTOM + 16, Anchor.MIDDLE);
        }
        pen.text("axis", acrossName, RIGHT, HEIGHT - 4, Anchor.END);
        for (Series one : series) {
            pen.curve(
                    one,
                    IntStream.range(0, one.x().length)
                            .filter(i -> Double.isFinite(one.y()[i]))
                            .mapToObj(i -> new double[] {x.applyAsDouble(one.x()[i]), y.applyAsDouble(one.y()[i])})
                            .toArray(double[][]::new));
        }
        pen.line("cursor", 0, TOP, 0, BOTTOM);
    }
}
