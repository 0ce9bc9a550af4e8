package io.github.biwaa.report;

import static io.github.biwaa.report.Html.coordinate;
import static io.github.biwaa.report.Html.escape;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Curves over the steps of a training, as an inline SVG. Each curve carries its values as {@code data-x} and {@code data-y}, which the page's script
 * shows beside the pointer.
 *
 * @param title what is drawn
 * @param note a word on how to read it; may be empty
 * @param series the curves
 * @param fixed the value axis if it is known beforehand, for example 0 to 1; otherwise null
 */
record LineChart(String title, String note, List<Series> series, Axis fixed) {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 220;
    private static final int LEFT = 50;
    private static final int RIGHT = 12;
    private static final int TOP = 12;
    private static final int BOTTOM = 34;
    private static final int MOST_POINTS = 400;
    /** Early outliers would flatten the rest: the axis ends at this multiple of what nearly all values lie below. */
    private static final double NEARLY_ALL = 0.99;
    /** This part of the points, as one divided by it, is the beginning. */
    private static final int BEGINNING = 10;

    /**
     * One curve.
     *
     * @param name in the legend
     * @param style classes of the page's style sheet, for example {@code c1 old}
     * @param x iterations
     * @param y values, as many
     */
    record Series(String name, String style, double[] x, double[] y) {

        /** At most {@value #MOST_POINTS} points, the last one kept. */
        Series thinned() {
            int stride = (x.length + MOST_POINTS - 1) / MOST_POINTS;
            if (stride <= 1) {
                return this;
            }
            int count = (x.length - 1) / stride + 1;
            boolean addLast = (count - 1) * stride != x.length - 1;
            double[] fewX = new double[count + (addLast ? 1 : 0)];
            double[] fewY = new double[fewX.length];
            for (int i = 0; i < fewX.length; i++) {
                int from = Math.min(i * stride, x.length - 1);
                fewX[i] = x[from];
                fewY[i] = y[from];
            }
            return new Series(name, style, fewX, fewY);
        }
    }

    String svg() {
        List<Series> drawn = series.stream()
                .filter(one -> one.x().length > 0)
                .map(Series::thinned)
                .toList();
        if (drawn.isEmpty()) {
            return "";
        }
        Axis across = Axis.covering(
                0,
                drawn.stream()
                        .flatMapToDouble(one -> DoubleStream.of(one.x()))
                        .max()
                        .orElse(1),
                5);
        Axis up = fixed == null ? valueAxis(drawn) : fixed;
        StringBuilder svg = new StringBuilder();
        svg.append("<figure class=\"chart\"><figcaption><b>")
                .append(escape(title))
                .append("</b>");
        if (!note.isEmpty()) {
            svg.append("<span>").append(escape(note)).append("</span>");
        }
        svg.append("</figcaption><svg class=\"lines\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" role=\"img\" tabindex=\"0\" aria-label=\"")
                .append(escape(title))
                .append("\" data-left=\"")
                .append(LEFT)
                .append("\" data-right=\"")
                .append(WIDTH - RIGHT)
                .append("\" data-xmax=\"")
                .append(across.to())
                .append("\" data-title=\"")
                .append(escape(title))
                .append("\">");
        grid(svg, across, up);
        for (Series one : drawn) {
            curve(svg, one, across, up);
        }
        svg.append("<line class=\"cursor\" y1=\"")
                .append(TOP)
                .append("\" y2=\"")
                .append(HEIGHT - BOTTOM)
                .append("\"/>");
        return svg.append("</svg></figure>\n").toString();
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

    private static void grid(StringBuilder svg, Axis across, Axis up) {
        for (double tick : up.ticks()) {
            String y = coordinate(y(up, tick));
            svg.append("<line class=\"grid\" x1=\"")
                    .append(LEFT)
                    .append("\" x2=\"")
                    .append(WIDTH - RIGHT)
                    .append("\" y1=\"")
                    .append(y)
                    .append("\" y2=\"")
                    .append(y)
                    .append("\"/><text class=\"tick\" x=\"")
                    .append(LEFT - 6)
                    .append("\" y=\"")
                    .append(coordinate(y(up, tick) + 3.5))
                    .append("\" text-anchor=\"end\">")
                    .append(up.label(tick))
                    .append("</text>");
        }
        for (double tick : across.ticks()) {
            svg.append("<text class=\"tick\" x=\"")
                    .append(coordinate(x(across, tick)))
                    .append("\" y=\"")
                    .append(HEIGHT - BOTTOM + 16)
                    .append("\" text-anchor=\"middle\">")
                    .append(across.label(tick))
                    .append("</text>");
        }
        svg.append("<text class=\"axis\" x=\"")
                .append(WIDTH - RIGHT)
                .append("\" y=\"")
                .append(HEIGHT - 4)
                .append("\" text-anchor=\"end\">iteration</text>");
    }

    private static void curve(StringBuilder svg, Series one, Axis across, Axis up) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < one.x().length; i++) {
            if (Double.isFinite(one.y()[i])) {
                points.append(points.isEmpty() ? "" : " ")
                        .append(coordinate(x(across, one.x()[i])))
                        .append(',')
                        .append(coordinate(y(up, one.y()[i])));
            }
        }
        svg.append("<polyline class=\"curve ")
                .append(one.style())
                .append("\" points=\"")
                .append(points)
                .append("\" data-name=\"")
                .append(escape(one.name()))
                .append("\" data-x=\"")
                .append(values(one.x()))
                .append("\" data-y=\"")
                .append(values(one.y()))
                .append("\"><title>")
                .append(escape(one.name()))
                .append("</title></polyline>");
    }

    private static String values(double[] values) {
        return String.join(
                ",",
                Arrays.stream(values)
                        .mapToObj(value -> value == Math.rint(value) && Math.abs(value) < 1e15
                                ? Long.toString((long) value)
                                : Html.format("%.5g", value))
                        .toList());
    }

    private static double x(Axis across, double value) {
        return LEFT + across.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(Axis up, double value) {
        double place = Math.max(0, Math.min(1, up.place(value)));
        return HEIGHT - BOTTOM - place * (HEIGHT - TOP - BOTTOM);
    }
}
