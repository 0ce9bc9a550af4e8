package io.github.biwaa.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws charts as inline SVG. Colours come from the page's style sheet, so that charts follow its light and dark mode. */
final class SvgPen implements Pen {
    private final List<Html> marks = new ArrayList<>();

    private SvgPen() {}

    static Html draw(Chart chart) {
        SvgPen pen = new SvgPen();
        chart.marks().accept(pen);
        return Html.of(
                "<svg class=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\"{}>{}</svg>",
                chart.kind(),
                chart.width(),
                chart.height(),
                chart.title(),
                Html.each(
                        chart.attributes().entrySet(),
                        entry -> Html.of(" " + entry.getKey() + "=\"{}\"", entry.getValue())),
                pen.marks);
    }

    private void add(String template, Object... values) {
        marks.add(Html.of(template, values));
    }

    @Override
    public void line(String style, double x1, double y1, double x2, double y2) {
        add("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>", style, x1, y1, x2, y2);
    }

    @Override
    public void text(String style, String text, double x, double y, Anchor anchor, double size, double turn) {
        add(
                "<text class=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"{}\"{}{}>{}</text>",
                style,
                x,
                y,
                anchor.name().toLowerCase(Locale.ROOT),
                Html.when(size > 0, " style=\"font-size:{}px\"", size),
                Html.when(turn != 0, " transform=\"rotate({} {} {})\"", turn, x, y),
                text);
    }

    @Override
    public void box(String style, double x, double y, double width, double height, double opacity, String tip) {
        add(
                "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}>{}</rect>",
                style,
                x,
                y,
                width,
                height,
                Html.when(opacity < 1, " fill-opacity=\"{}\"", Words.format("%.2f", opacity)),
                Html.when(!tip.isEmpty(), "<title>{}</title>", tip));
    }

    @Override
    public void curve(LineChart.Series series, double[][] places) {
        add(
                "<polyline class=\"curve {}\" points=\"{}\" data-name=\"{}\" data-x=\"{}\""
                        + " data-y=\"{}\"><title>{}</title></polyline>",
                series.style(),
                Arrays.stream(places)
                        .map(place -> Words.format("%.1f,%.1f", place[0], place[1]))
                        .collect(Collectors.joining(" ")),
                series.name(),
                values(series.x()),
                values(series.y()),
                series.name());
    }

    private static String values(double[] values) {
        return Arrays.stream(values)
                .mapToObj(value -> value == Math.rint(value) && Math.abs(value) < 1e15
                        ? Long.toString((long) value)
                        : Words.format("%.5g", value))
                .collect(Collectors.joining(","));
    }

    /** One path for all dots: lines of no length with round ends, which keeps pages small. */
    @Override
    public void dots(String style, int hue, String tip, double[][] places) {
        add(
                "<path class=\"dots {}\"{} d=\"{}\"><title>{}</title></path>",
                style,
                Html.when(hue >= 0, " style=\"--h:{}\"", hue),
                Arrays.stream(places)
                        .map(place -> Words.format("M%.1f %.1fh0", place[0], place[1]))
                        .collect(Collectors.joining()),
                tip);
    }
}
