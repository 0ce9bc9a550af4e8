package io.github.biwaa.report.chart;

import java.util.Map;

/** A chart: what it shows and where its marks lie. It is drawn as SVG by {@link SvgPen} and as a picture by {@link ImagePen}. */
public interface Chart {

    /** @return what is drawn */
    String title();

    /** @return a word on how to read it; may be empty */
    String note();

    /** @return its class in the style sheet */
    String kind();

    /** @return units across */
    double width();

    /** @return units down */
    double height();

    /** Draws all marks. */
    void draw(Pen pen);

    /** @return further attributes of the SVG, for the page's script */
    default Map<String, Object> attributes() {
        return Map.of();
    }

    /** @return the chart with its caption, for a page */
    default Html figure() {
        return Html.of("""
                <figure class="chart"><figcaption><b>{}</b>{}</figcaption>{}</figure>
                """, title(), Html.when(!note().isEmpty(), "<span>{}</span>", note()), SvgPen.draw(this));
    }

    /** @return the chart as a PNG file, for viewers that show no SVG */
    default Png png() {
        return Png.of(ImagePen.draw(this));
    }
}
