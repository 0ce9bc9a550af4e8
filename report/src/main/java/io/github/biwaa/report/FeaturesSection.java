package io.github.biwaa.report;

import io.github.biwaa.report.chart.Html;
import io.github.biwaa.report.chart.ScatterChart;
import io.github.biwaa.report.evidence.Evidence;
import java.util.List;
import java.util.stream.IntStream;

/** Features of both domains before and after, in the plane. */
final class FeaturesSection {
    private static final int MOST_IN_LEGEND = 20;

    private FeaturesSection() {}

    static Html html(List<ReportedTraining> trainings) {
        return ReportPage.section(
                "features",
                "Features",
                "t-SNE of source and target features. Where the domains lie on top of each other and the classes"
                        + " apart, adaptation worked. The A-distance says how well a linear classifier tells the domains"
                        + " apart: 0 not at all, 2 always.",
                Html.each(
                        trainings,
                        training -> Html.of(
                                "{}",
                                training.evidence()
                                        .filter(evidence -> !evidence.maps().isEmpty())
                                        .map(evidence ->
                                                Html.of("<h3>{}</h3>{}", training.label(), panels(evidence))))));
    }

    private static Html panels(Evidence evidence) {
        List<String> classes = evidence.outcome().classes();
        boolean labelled = evidence.outcome().labels().isPresent();
        int shown = classes.size() <= MOST_IN_LEGEND ? classes.size() : 0;
        return Html.of(
                """
                <p class="legend"><span><i class="swatch source"></i>source</span><span><i class="swatch target"></i>target</span>
                {}<span class="quiet">{}; the source's dots are smaller and paler</span></p>
                <div class="grid small">{}</div>
                """,
                Html.each(
                        IntStream.range(0, shown).boxed().toList(),
                        k -> Html.of(
                                "<span><i class=\"swatch hue\" style=\"--h:{}\"></i>{}</span>",
                                ScatterChart.hue(k),
                                classes.get(k))),
                labelled ? "target by its labels" : "target by what is predicted",
                Html.each(
                        evidence.maps(),
                        map -> Html.of(
                                "{}{}",
                                map.domains().figure(),
                                map.classes(classes).figure())));
    }
}
