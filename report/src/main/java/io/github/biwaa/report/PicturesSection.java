package io.github.biwaa.report;

import io.github.biwaa.report.chart.Html;
import io.github.biwaa.report.chart.Words;
import io.github.biwaa.report.evidence.Evidence;
import io.github.biwaa.report.evidence.TargetOutcome;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The target pictures that the last run is most and least sure of. */
final class PicturesSection {
    /** Most pictures of a training, over all classes; they are most of the page's size. */
    private static final int MOST = 240;

    private static final int MOST_OF_A_KIND = 6;
    /** The longer side, in pixels. */
    private static final int SIDE = 88;

    private PicturesSection() {}

    static Html html(List<ReportedTraining> trainings, Thumbnails thumbnails) {
        List<ReportedTraining> shown = trainings.stream()
                .filter(training -> training.evidence().map(Evidence::pictures).orElse(false))
                .toList();
        boolean labelled = shown.stream().anyMatch(ReportedTraining::labelled);
        return ReportPage.section(
                "pictures",
                "Pictures",
                "Target pictures by predicted class: the most confident ones, and the most contested ones, whose"
                        + " second guess comes closest."
                        + (labelled ? " A red line marks a wrong prediction." : ""),
                Html.each(
                        shown,
                        training -> Html.of(
                                """
                                <details class="pictures"{}><summary>{}</summary><div class="scroll">{}</div></details>
                                """,
                                Html.when(training == shown.get(0), " open"),
                                training.label(),
                                table(training.evidence().orElseThrow(), thumbnails))));
    }

    private static Html table(Evidence evidence, Thumbnails thumbnails) {
        TargetOutcome outcome = evidence.outcome();
        int each = Math.max(
                2, Math.min(MOST_OF_A_KIND, MOST / (2 * outcome.classes().size())));
        int[] counts = outcome.histogram();
        List<int[]> confident = evidence.confident(each);
        List<int[]> contested = evidence.contested(each);
        return Html.of(
                """
                <table class="thumbs"><thead><tr><th>predicted</th><th>most confident</th><th>most contested</th></tr></thead>
                <tbody>{}</tbody></table>
                """,
                Html.each(
                        IntStream.range(0, counts.length).boxed().toList(),
                        k -> Html.of(
                                "<tr><th>{}<span class=\"quiet\">{}</span></th><td>{}</td><td>{}</td></tr>",
                                outcome.classes().get(k),
                                Words.count(counts[k], "picture"),
                                pictures(evidence, confident.get(k), thumbnails),
                                pictures(evidence, contested.get(k), thumbnails))));
    }

    private static Html pictures(Evidence evidence, int[] samples, Thumbnails thumbnails) {
        return Html.each(
                Arrays.stream(samples).boxed().toList(),
                sample -> Html.of(
                        "{}",
                        thumbnails
                                .of(evidence.files().get(sample), evidence.upright(), SIDE)
                                .map(uri -> picture(evidence.outcome(), sample, uri))));
    }

    private static Html picture(TargetOutcome outcome, int sample, String uri) {
        List<String> classes = outcome.classes();
        String caption = outcome.predictedName(sample) + " " + Words.percent(outcome.confidence(sample)) + ", then "
                + classes.get(outcome.runnerUp(sample)) + Words.format(", lead %.3f", outcome.margin(sample))
                + outcome.labels()
                        .map(labels -> "; truth: " + classes.get(labels[sample]))
                        .orElse("");
        return Html.of(
                "<img{} alt=\"{}\" title=\"{}\" src=\"{}\">",
                Html.when(outcome.wrong(sample), " class=\"wrong\""),
                caption,
                caption,
                uri);
    }
}
