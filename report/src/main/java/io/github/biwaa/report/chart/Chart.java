package io.github.biwaa.report.chart;

import java.util.Map;
import java.util.function.Consumer;

/**
 * A chart: how large it is and which marks it has. It is drawn as SVG by {@link SvgPen} and as a picture by {@link ImagePen}.
 *
 * @param kind its class in the style sheet
 * @param title what is drawn
 * @param note a word on how to read it; may be empty
 * @param width units across
 * @param height units down
 * @param attributes further attributes of the SVG, for the page's script
 * @param marks draws all marks
 */
public record Chart(
        String kind,
        String title,
        String note,
        double width,
        double height,
        Map<String, Object> attributes,
        Consumer<Pen> marks) {

    Chart(String kind, String title, String note, double width, double height, Consumer<Pen> marks) {
        this(kind, title, note, width, height, Map.of(), marks);
    }

    /** @return the chart with its caption, for a page */
    public Html figure() {
        return Html.of("""
            <figure class="chart"><figcaption><b>{}</b>{}</figcaption>{}</figure>
            """, title, Html.when(!note.isEmpty(), "<span>{}</span>", note), SvgPen.draw(this));
    }

    /** @return the chart as a PNG file, for viewers that show no SVG */
    public Png png() {
        return Png.of(ImagePen.draw(this));
    }
}
