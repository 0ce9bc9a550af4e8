package io.github.biwaa.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How good it is where the target has labels; where it has none, what is predicted how often. */
final class AccuracySection {
    private static final Axis SHARE = new Axis(0, 1, 0.25);

    private AccuracySection() {}

    static String html(List<ReportedTraining> trainings) {
        StringBuilder charts = new StringBuilder(perRun(trainings));
        List<ReportedTraining> known = trainings.stream()
                .filter(training -> training.evidence().isPresent())
                .toList();
        for (List<ReportedTraining> alike : byClasses(known)) {
            charts.append(perClass(alike)).append(histogram(alike));
        }
        for (ReportedTraining training : known) {
            TargetOutcome outcome = training.evidence().orElseThrow().outcome();
            outcome.confusion()
                    .ifPresent(counts -> charts.append(new ConfusionChart(
                                    "Confusion of "
                                            + Html.escape(training.record().name()),
                                    outcome.classes(),
                                    counts)
                            .svg()));
        }
        return charts.isEmpty()
                ? ""
                : "<section id=\"accuracy\"><h2>Target</h2>" + CurvesSection.legend(trainings, false)
                        + "<div class=\"grid\">" + charts + "</div></section>\n";
    }

    /** Trainings with the same classes share a chart. */
    static List<List<ReportedTraining>> byClasses(List<ReportedTraining> known) {
        List<List<ReportedTraining>> groups = new ArrayList<>();
        for (ReportedTraining training : known) {
            List<String> classes = classes(training);
            groups.stream()
                    .filter(group -> classes(group.get(0)).equals(classes))
                    .findFirst()
                    .ifPresentOrElse(
                            group -> group.add(training), () -> groups.add(new ArrayList<>(List.of(training))));
        }
        return groups;
    }

    private static List<String> classes(ReportedTraining training) {
        return training.evidence().orElseThrow().outcome().classes();
    }

    private static String perRun(List<ReportedTraining> trainings) {
        int runs = trainings.stream()
                .mapToInt(training -> (int) training.record().runs().stream()
                        .filter(run -> run.accuracy().isPresent())
                        .count())
                .max()
                .orElse(0);
        if (runs == 0 || trainings.size() == 1 && runs == 1) {
            return "";
        }
        List<BarChart.Series> series = new ArrayList<>();
        for (ReportedTraining training : trainings) {
            double[] values = new double[runs];
            Arrays.fill(values, Double.NaN);
            training.record().runs().forEach(run -> run.accuracy().ifPresent(value -> values[run.number()] = value));
            series.add(new BarChart.Series(training.record().name(), training.colour(), values));
        }
        return new BarChart(
                        "Accuracy after each run",
                        "on the target",
                        IntStream.range(0, runs).mapToObj(run -> "run " + run).toList(),
                        series,
                        SHARE,
                        Html::percent)
                .svg();
    }

    private static String perClass(List<ReportedTraining> trainings) {
        List<BarChart.Series> series = new ArrayList<>();
        for (ReportedTraining training : trainings) {
            Optional<int[][]> confusion =
                    training.evidence().orElseThrow().outcome().confusion();
            confusion.ifPresent(counts -> series.add(new BarChart.Series(
                    training.record().name(),
                    training.colour(),
                    IntStream.range(0, counts.length)
                            .mapToDouble(k -> IntStream.of(counts[k]).sum() == 0
                                    ? Double.NaN
                                    : counts[k][k]
                                            / (double) IntStream.of(counts[k]).sum())
                            .toArray())));
        }
        return series.isEmpty()
                ? ""
                : new BarChart(
                                "Accuracy per class",
                                "last run",
                                classes(trainings.get(0)),
                                series,
                                SHARE,
                                Html::percent)
                        .svg();
    }

    private static String histogram(List<ReportedTraining> trainings) {
        List<BarChart.Series> series = new ArrayList<>();
        trainings.get(0).evidence().orElseThrow().outcome().labels().ifPresent(labels -> {
            double[] truth = new double[classes(trainings.get(0)).size()];
            IntStream.of(labels).forEach(label -> truth[label]++);
            series.add(new BarChart.Series("truth", "truth", truth));
        });
        boolean labelled = !series.isEmpty();
        for (ReportedTraining training : trainings) {
            series.add(new BarChart.Series(
                    training.record().name(),
                    training.colour(),
                    IntStream.of(training.evidence().orElseThrow().outcome().histogram())
                            .asDoubleStream()
                            .toArray()));
        }
        double most = series.stream()
                .flatMapToDouble(one -> Arrays.stream(one.values()))
                .max()
                .orElse(1);
        return new BarChart(
                        "Predicted classes",
                        labelled ? "how many; grey: the truth" : "how many",
                        classes(trainings.get(0)),
                        series,
                        Axis.covering(0, most, 4),
                        Html::number)
                .svg();
    }
}
