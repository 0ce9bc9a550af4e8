package io.github.biwaa.report;

import io.github.biwaa.report.chart.Html;
import io.github.biwaa.report.chart.Words;
import io.github.biwaa.report.evidence.Evidence;
import io.github.biwaa.report.evidence.TargetOutcome;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Target pictures that trainings classify differently, those first that all of them are sure of. */
final class DisagreementSection {
    private static final int MOST = 24;
    /** The longer side of a picture, in pixels: large enough to see what it shows. */
    private static final int SIDE = 192;

    private DisagreementSection() {}

    /** Compares the trainings that share a target with the first one of which there are pictures. */
    static Html html(List<ReportedTraining> trainings, Thumbnails thumbnails) {
        return trainings.stream()
                .filter(training -> training.evidence().map(Evidence::pictures).orElse(false))
                .findFirst()
                .map(first ->
                        trainings.stream().filter(first::predictsTheSameAs).toList())
                .map(alike -> section(alike, thumbnails))
                .orElse(Html.NONE);
    }

    private static Html section(List<ReportedTraining> trainings, Thumbnails thumbnails) {
        List<TargetOutcome> outcomes = trainings.stream()
                .map(training -> training.evidence().orElseThrow().outcome())
                .toList();
        int size = outcomes.get(0).size();
        List<Integer> contested = IntStream.range(0, size)
                .filter(sample -> outcomes.stream()
                                .mapToInt(outcome -> outcome.predicted(sample))
                                .distinct()
                                .count()
                        > 1)
                .boxed()
                .sorted(Comparator.comparingDouble(sample -> -outcomes.stream()
                        .mapToDouble(outcome -> outcome.confidence(sample))
                        .min()
                        .orElse(0)))
                .toList();
        String shown = contested.size() > MOST
                ? "; the " + MOST + " that all are surest of are shown."
                : ", those first that all are surest of.";
        return ReportPage.section(
                "disagreement",
                "Where they disagree",
                Words.number(contested.size()) + " of " + Words.count(size, "target picture")
                        + " are classified differently" + shown,
                Html.when(
                        !contested.isEmpty(),
                        "{}<div class=\"contested\">{}</div>",
                        ReportPage.legend(trainings, ""),
                        Html.each(
                                contested.stream().limit(MOST).toList(),
                                sample -> picture(trainings, sample, thumbnails))));
    }

    private static Html picture(List<ReportedTraining> trainings, int sample, Thumbnails thumbnails) {
        Evidence evidence = trainings.get(0).evidence().orElseThrow();
        Path file = evidence.files().get(sample);
        return Html.of(
                "<figure>{}<figcaption>{}{}</figcaption></figure>",
                thumbnails
                        .of(file, evidence.upright(), SIDE)
                        .map(uri -> Html.of("<img alt=\"{}\" src=\"{}\">", file.getFileName(), uri)),
                Html.each(trainings, training -> prediction(training, sample)),
                evidence.outcome()
                        .labels()
                        .map(labels -> Html.of(
                                "<span class=\"quiet\">truth: {}</span>",
                                evidence.outcome().classes().get(labels[sample]))));
    }

    private static Html prediction(ReportedTraining training, int sample) {
        TargetOutcome outcome = training.evidence().orElseThrow().outcome();
        return Html.of(
                "<span{} title=\"{}\"><i class=\"swatch {}\"></i>{} <em>{}</em></span>",
                outcome.wrong(sample) ? Html.of(" class=\"wrong\"") : Html.NONE,
                training.name(),
                training.colour(),
                outcome.predictedName(sample),
                Words.percent(outcome.confidence(sample)));
    }
}
