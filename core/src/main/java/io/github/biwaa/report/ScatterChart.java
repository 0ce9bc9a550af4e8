package io.github.biwaa.report;

import static io.github.biwaa.report.Html.coordinate;
import static io.github.biwaa.report.Html.escape;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A feature map as an inline SVG, coloured by domain or by class. All points of one colour are one path of dots, which keeps pages small.
 *
 * @param title what is drawn, as HTML
 * @param note below the title
 * @param map the points
 * @param classes their names
 * @param byClass coloured by class rather than by domain
 */
record ScatterChart(String title, String note, FeatureMap map, List<String> classes, boolean byClass) {
    private static final int SIDE = 300;
    private static final int MARGIN = 10;
    /** Neighbouring numbers get colours far apart. */
    private static final double GOLDEN_ANGLE = 137.508;

    String svg() {
        double[][] places = map.places();
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double[] place : places) {
            for (int axis = 0; axis < 2; axis++) {
                low[axis] = Math.min(low[axis], place[axis]);
                high[axis] = Math.max(high[axis], place[axis]);
            }
        }
        double scale = (SIDE - 2 * MARGIN) / Math.max(1e-9, Math.max(high[0] - low[0], high[1] - low[1]));
        Map<Integer, StringBuilder> dots = new TreeMap<>();
        for (int i = 0; i < places.length; i++) {
            boolean target = i >= map.sources();
            // Even keys are the source's, so that targets of the same class lie on top.
            int key = byClass ? 2 * map.classes()[i] + (target ? 1 : 0) : target ? 1 : 0;
            double x = SIDE / 2.0 + (places[i][0] - (low[0] + high[0]) / 2) * scale;
            double y = SIDE / 2.0 + (places[i][1] - (low[1] + high[1]) / 2) * scale;
            dots.computeIfAbsent(key, any -> new StringBuilder())
                    .append('M')
                    .append(coordinate(x))
                    .append(' ')
                    .append(coordinate(y))
                    .append("h0");
        }
        StringBuilder svg = new StringBuilder("<figure class=\"chart\"><figcaption><b>")
                .append(title)
                .append("</b><span>")
                .append(escape(note))
                .append("</span></figcaption><svg class=\"scatter\" viewBox=\"0 0 ")
                .append(SIDE)
                .append(' ')
                .append(SIDE)
                .append("\" role=\"img\" aria-label=\"t-SNE\">");
        dots.forEach((key, path) -> {
            String domain = key % 2 == 0 ? "source" : "target";
            String name = byClass ? classes.get(key / 2) + ", " + domain : domain;
            String style = byClass
                    ? "class=\"dots hue " + domain + "\" style=\"--h:" + hue(key / 2) + "\""
                    : "class=\"dots " + domain + "\"";
            svg.append("<path ")
                    .append(style)
                    .append(" d=\"")
                    .append(path)
                    .append("\"><title>")
                    .append(escape(name))
                    .append("</title></path>");
        });
        return svg.append("</svg></figure>\n").toString();
    }

    /** @return the hue of a class in degrees */
    static String hue(int number) {
        return Html.format("%.0f", (210 + number * GOLDEN_ANGLE) % 360);
    }
}
