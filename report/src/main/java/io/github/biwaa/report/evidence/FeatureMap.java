package io.github.biwaa.report.evidence;

import io.github.biwaa.report.chart.Chart;
import io.github.biwaa.report.chart.ScatterChart;
import io.github.biwaa.report.chart.ScatterChart.Group;
import io.github.biwaa.report.chart.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Features of both domains in the plane.
 *
 * @param title when, for example "before"
 * @param projection where they lie
 * @param classes class of each: the source's labels, then the target's labels, or what is predicted where there are none
 */
public record FeatureMap(String title, Projection projection, int[] classes) {

    /**
     * Places that are the same whatever the points are coloured by.
     *
     * @param distance the proxy A-distance of the domains, 0 to 2
     * @param places t-SNE, [n][2]; the source's first
     * @param sources how many of them are the source's
     */
    public record Projection(double distance, double[][] places, int sources) {}

    /** @return the points by domain */
    public Chart domains() {
        return new ScatterChart(
                        "Domains " + title,
                        Words.format("A-distance %.2f", projection.distance()),
                        List.of(
                                group("source", "source", -1, i -> i < projection.sources()),
                                group("target", "target", -1, i -> i >= projection.sources())))
                .chart();
    }

    /** @return the points by class; the target's lie on top of the source's of the same class */
    public Chart classes(List<String> names) {
        List<Group> groups = new ArrayList<>();
        for (int k : IntStream.of(classes).distinct().sorted().toArray()) {
            int hue = ScatterChart.hue(k);
            groups.add(group(
                    names.get(k) + ", source", "hue source", hue, i -> classes[i] == k && i < projection.sources()));
            groups.add(group(
                    names.get(k) + ", target", "hue target", hue, i -> classes[i] == k && i >= projection.sources()));
        }
        return new ScatterChart("Classes " + title, "", groups).chart();
    }

    private Group group(String name, String style, int hue, IntPredicate chosen) {
        double[][] places = IntStream.range(0, projection.places().length)
                .filter(chosen)
                .mapToObj(i -> projection.places()[i])
                .toArray(double[][]::new);
        return new Group(name, style, hue, places);
    }
}
