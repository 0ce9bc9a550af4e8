package io.github.biwaa.report;

import io.github.biwaa.report.chart.Html;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Commands that a reader of the page may want next. */
final class NextSteps {

    private NextSteps() {}

    static Html html(List<ReportedTraining> trainings) {
        List<ReportedTraining> finished = trainings.stream()
                .filter(training -> training.record().lastFinished().isPresent())
                .toList();
        ReportedTraining best = best(finished);
        String run = best.record().folder().path().toString();
        String target = best.record().settings().getOrDefault("target", "PICTURES");
        List<Html> steps = new ArrayList<>();
        steps.add(step(
                "Classify with " + best.name(),
                "predict",
                "--model",
                run,
                "--images",
                target,
                "--out",
                "predictions.csv"));
        if (finished.stream().noneMatch(Baseline::isBaseline)) {
            steps.add(step(
                    "See what the source alone can do, and report both",
                    "train",
                    "--config",
                    best.record().folder().configuration().toString(),
                    "--method",
                    Baseline.METHOD,
                    "--out",
                    run + "-" + Baseline.METHOD));
        }
        if (best.evidence().map(Evidence::pictures).orElse(false) && !Baseline.isBaseline(best)) {
            steps.add(step(
                    "Draw what it looks at",
                    "explain",
                    "--model",
                    best.record().method() + "=" + run,
                    "--images",
                    target,
                    "--out",
                    "heat"));
        }
        return Html.of("""
                <h3 class="next">Next</h3><ul class="next">{}</ul>
                """, steps);
    }

    /** The most accurate one; without labels the one that most scores prefer to the source alone, the later one of equals. */
    private static ReportedTraining best(List<ReportedTraining> finished) {
        Comparator<ReportedTraining> byAccuracy =
                Comparator.comparing(training -> training.accuracy().orElse(-1.0));
        Comparator<ReportedTraining> byPreferences = Comparator.comparing(training -> Baseline.of(training, finished)
                .map(baseline -> baseline.preferences(training).values().stream()
                        .mapToInt(prefers -> prefers ? 1 : -1)
                        .sum())
                .orElse(0));
        return finished.stream()
                .reduce((one, other) -> byAccuracy.thenComparing(byPreferences).compare(one, other) > 0 ? one : other)
                .orElseThrow();
    }

    private static Html step(String purpose, String... words) {
        StringBuilder command = new StringBuilder("biwaa");
        for (String word : words) {
            command.append(' ').append(quoted(word));
        }
        return Html.of("<li>{}: <code>{}</code></li>", purpose, command);
    }

    /** A word as shells take it for one. */
    private static String quoted(String word) {
        return word.matches("[\\w./=:@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
