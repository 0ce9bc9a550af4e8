package io.github.biwaa.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything in metrics.csv as curves. */
final class CurvesSection {
    private static final Set<String> NO_CURVES = Set.of("iteration", "seconds", "secondsWaited");

    private static final Map<String, String> TITLES = Map.of(
            "totalLoss", "Total loss",
            "classificationLoss", "Classification loss",
            "domainLoss", "Domain loss",
            "domainAccuracy", "Discriminator accuracy",
            "matchingLoss", "Matching loss",
            "sourceSeparationLoss", "Source separation loss",
            "learningRate", "Learning rate",
            "lam", "lam",
            "reversalCoefficient", "Reversal coefficient",
            "imagesPerSecond", "Images per second");

    private static final Map<String, String> NOTES = Map.of(
            "totalLoss", "sum of all terms",
            "classificationLoss", "source, cross entropy",
            "domainAccuracy", "0.5: it cannot tell the domains apart",
            "matchingLoss", "before lam is applied",
            "lam", "weight of semantic matching",
            "reversalCoefficient", "strength of the gradient reversal",
            "learningRate", "of the backbone",
            "imagesPerSecond", "both domains together");

    private static final Axis SHARE = new Axis(0, 1, 0.25);

    private CurvesSection() {}

    static String html(List<ReportedTraining> trainings) {
        Set<String> columns = new LinkedHashSet<>();
        List<String> last = List.of("learningRate", "lam", "reversalCoefficient", "imagesPerSecond");
        trainings.forEach(training -> training.record()
                .runs()
                .forEach(run -> columns.addAll(run.metrics().columns())));
        columns.removeAll(NO_CURVES);
        List<String> order = new ArrayList<>(columns);
        last.forEach(column -> {
            if (order.remove(column)) {
                order.add(column);
            }
        });
        StringBuilder charts = new StringBuilder();
        order.forEach(column -> charts.append(chart(column, trainings).svg()));
        if (charts.isEmpty()) {
            return "";
        }
        return "<section id=\"curves\"><h2>Training</h2>" + legend(trainings, true) + "<div class=\"grid\">" + charts
                + "</div></section>\n";
    }

    /** @return which colour is which training; nothing if there is one run of one training */
    static String legend(List<ReportedTraining> trainings, boolean runs) {
        StringBuilder legend = new StringBuilder("<p class=\"legend\">");
        trainings.forEach(
                training -> legend.append("<span>").append(training.label()).append("</span>"));
        if (runs
                && trainings.stream()
                        .anyMatch(training -> training.record().runs().size() > 1)) {
            legend.append("<span class=\"quiet\">the last run is the strongest line, earlier ones are paler</span>");
        }
        return legend.append("</p>").toString();
    }

    static LineChart chart(String column, List<ReportedTraining> trainings) {
        List<LineChart.Series> series = new ArrayList<>();
        for (ReportedTraining training : trainings) {
            List<RecordedRun> runs = training.record().runs();
            for (RecordedRun run : runs) {
                if (run.metrics().has(column) && run.metrics().has("iteration")) {
                    int age = Math.min(3, runs.size() - 1 - run.number());
                    String name = training.record().name() + (runs.size() > 1 ? ", run " + run.number() : "");
                    series.add(new LineChart.Series(
                            name,
                            training.colour() + (age > 0 ? " old" + age : ""),
                            run.metrics().column("iteration"),
                            run.metrics().column(column)));
                }
            }
        }
        return new LineChart(
                TITLES.getOrDefault(column, spaced(column)),
                NOTES.getOrDefault(column, ""),
                series,
                column.endsWith("Accuracy") ? SHARE : null);
    }

    /** Camel case as words. */
    private static String spaced(String column) {
        String words = column.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(java.util.Locale.ROOT);
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
