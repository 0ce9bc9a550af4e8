package io.github.biwaa.report;

import io.github.biwaa.report.chart.Axis;
import io.github.biwaa.report.chart.Html;
import io.github.biwaa.report.chart.LineChart;
import io.github.biwaa.report.chart.LineChart.Series;
import io.github.biwaa.report.evidence.RecordedRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Everything in metrics.csv as curves. */
final class CurvesSection {
    private static final Set<String> NO_CURVES = Set.of("iteration", "seconds", "secondsWaited");
    private static final List<String> LAST = List.of("learningRate", "lam", "reversalCoefficient", "imagesPerSecond");

    private static final Map<String, String> TITLES = Map.of("domainAccuracy", "Discriminator accuracy", "lam", "lam");

    private static final Map<String, String> NOTES = Map.of(
            "totalLoss", "sum of all terms",
            "classificationLoss", "source, cross entropy",
            "domainAccuracy", "0.5: it cannot tell the domains apart",
            "matchingLoss", "before lam is applied",
            "lam", "weight of semantic matching",
            "reversalCoefficient", "strength of the gradient reversal",
            "learningRate", "of the backbone",
            "imagesPerSecond", "both domains together");

    private CurvesSection() {}

    static Html html(List<ReportedTraining> trainings) {
        Set<String> columns = new LinkedHashSet<>();
        trainings.forEach(training -> training.record()
                .runs()
                .forEach(run -> columns.addAll(run.metrics().columns())));
        columns.removeAll(NO_CURVES);
        List<Html> charts = columns.stream()
                .sorted(Comparator.comparingInt(LAST::indexOf))
                .map(column -> chart(column, trainings))
                .filter(chart -> !chart.series().isEmpty())
                .map(chart -> chart.chart().figure())
                .toList();
        boolean chained =
                trainings.stream().anyMatch(training -> training.record().runs().size() > 1);
        return ReportPage.section(
                "curves",
                "Training",
                "",
                Html.when(
                        !charts.isEmpty(),
                        "{}{}",
                        ReportPage.legend(
                                trainings, chained ? "the last run is the strongest line, earlier ones are paler" : ""),
                        ReportPage.grid(charts)));
    }

    private static LineChart chart(String column, List<ReportedTraining> trainings) {
        List<Series> series = new ArrayList<>();
        for (ReportedTraining training : trainings) {
            List<RecordedRun> runs = training.record().runs();
            for (RecordedRun run : runs) {
                if (run.metrics().has(column) && run.metrics().has("iteration")) {
                    int age = Math.min(3, runs.size() - 1 - run.number());
                    series.add(new Series(
                            training.name() + (runs.size() > 1 ? ", run " + run.number() : ""),
                            training.colour() + (age > 0 ? " old" + age : ""),
                            run.metrics().column("iteration"),
                            run.metrics().column(column)));
                }
            }
        }
        return LineChart.of(
                TITLES.getOrDefault(column, spaced(column)),
                NOTES.getOrDefault(column, ""),
                series,
                column.endsWith("Accuracy") ? Axis.SHARE : null);
    }

    /** Camel case as words. */
    private static String spaced(String column) {
        String words = column.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
