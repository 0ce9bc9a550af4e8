package io.github.biwaa.report;

import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.report.chart.Html;
import io.github.biwaa.report.evidence.Evidence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;

/** Commands that a reader of the page may want next. */
final class NextSteps {

    private NextSteps() {}

    static Html html(List<ReportedTraining> trainings) {
        List<ReportedTraining> finished = trainings.stream()
                .filter(training -> training.record().lastFinished().isPresent())
                .toList();
        ReportedTraining best = best(finished);
        Path run = best.record().folder().path();
        String target = best.record().settings().getOrDefault("target", "PICTURES");
        List<Html> steps = new ArrayList<>();
        steps.add(step(
                "Classify with " + best.name(), "predict --model {} --images {} --out predictions.csv", run, target));
        if (finished.stream().noneMatch(Baseline::isBaseline)) {
            steps.add(step(
                    "Train on the source only, and report both",
                    "train --config {} --method source-only --out {}",
                    best.record().folder().configuration(),
                    run + "-source-only"));
        }
        if (best.evidence().map(Evidence::pictures).orElse(false) && !Baseline.isBaseline(best)) {
            String model = best.record().method() + "=" + run;
            steps.add(step(
                    "Draw what " + best.name() + " looks at",
                    "explain --model {} --images {} --out heat",
                    model,
                    target));
        }
        return Html.of("""
            <h3 class="next">Next</h3><ul class="next">{}</ul>
            """, steps);
    }

    /**
     * The most accurate one; without labels the one with the best score of those that adaptations are chosen by, or else the one that most scores prefer
     * to the source alone, the later one of equals.
     */
    private static ReportedTraining best(List<ReportedTraining> finished) {
        Comparator<ReportedTraining> byAccuracy =
                Comparator.comparing(training -> training.accuracy().orElse(-1.0));
        Comparator<ReportedTraining> byScore = Comparator.comparing(training ->
                Baseline.scores(training.record().lastFinished()).getOrDefault(Validator.CHOSEN_BY.id(), -1.0));
        Comparator<ReportedTraining> byPreferences = Comparator.comparing(training -> Baseline.of(training, finished)
                .map(baseline -> baseline.preferences(training).values().stream()
                        .mapToInt(prefers -> prefers ? 1 : -1)
                        .sum())
                .orElse(0));
        return finished.stream()
                .reduce((one, other) -> byAccuracy
                                        .thenComparing(byScore)
                                        .thenComparing(byPreferences)
                                        .compare(one, other)
                                > 0
                        ? one
                        : other)
                .orElseThrow();
    }

    private static Html step(String purpose, String template, Object... words) {
        String command = "biwaa " + template;
        for (Object word : words) {
            command = command.replaceFirst("\\{}", Matcher.quoteReplacement(quoted(word.toString())));
        }
        return Html.of("<li>{}: <code>{}</code></li>", purpose, command);
    }

    /** A word as shells take it for one. */
    private static String quoted(String word) {
        return word.matches("[\\w./=:@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
