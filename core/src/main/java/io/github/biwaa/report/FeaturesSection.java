package io.github.biwaa.report;

import static io.github.biwaa.report.Html.escape;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Features of both domains before and after, in the plane. */
final class FeaturesSection {
    private static final int MOST_IN_LEGEND = 20;

    private FeaturesSection() {}

    static String html(List<ReportedTraining> trainings) {
        StringBuilder html = new StringBuilder();
        for (ReportedTraining training : trainings) {
            training.evidence()
                    .filter(evidence ->
                            evidence.before().isPresent() || evidence.after().isPresent())
                    .ifPresent(evidence -> html.append("<h3>")
                            .append(training.label())
                            .append("</h3>")
                            .append(panels(evidence)));
        }
        return html.isEmpty()
                ? ""
                : "<section id=\"features\"><h2>Features</h2><p class=\"lead\">t-SNE of source and target features. Where the domains lie on top of each other and the "
                        + "classes apart, adaptation worked. The A-distance says how well a linear classifier tells the domains apart: 0 not at all, 2 always.</p>"
                        + html + "</section>\n";
    }

    private static String panels(Evidence evidence) {
        List<String> classes = evidence.outcome().classes();
        boolean labelled = evidence.outcome().labels().isPresent();
        StringBuilder html = new StringBuilder(
                "<p class=\"legend\"><span><i class=\"swatch source\"></i>source</span><span><i class=\"swatch target\"></i>target</span>");
        for (int k = 0; k < classes.size() && classes.size() <= MOST_IN_LEGEND; k++) {
            html.append("<span><i class=\"swatch hue\" style=\"--h:")
                    .append(ScatterChart.hue(k))
                    .append("\"></i>")
                    .append(escape(classes.get(k)))
                    .append("</span>");
        }
        html.append("<span class=\"quiet\">")
                .append(labelled ? "target by its labels" : "target by what is predicted")
                .append("; the source's dots are smaller and paler</span></p><div class=\"grid small\">");
        Stream.of(evidence.before(), evidence.after()).flatMap(Optional::stream).forEach(map -> html.append(
                        new ScatterChart(
                                        "Domains " + map.title(),
                                        Html.format("A-distance %.2f", map.distance()),
                                        map,
                                        classes,
                                        false)
                                .svg())
                .append(new ScatterChart("Classes " + map.title(), "", map, classes, true).svg()));
        return html.append("</div>").toString();
    }
}
