package io.github.biwaa.report;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.evaluation.ClassFrequency;
import io.github.biwaa.evaluation.LabelShift;
import io.github.biwaa.report.chart.Axis;
import io.github.biwaa.report.chart.BarChart;
import io.github.biwaa.report.chart.BarChart.Series;
import io.github.biwaa.report.chart.ConfusionChart;
import io.github.biwaa.report.chart.Html;
import io.github.biwaa.report.chart.LineChart;
import io.github.biwaa.report.chart.Words;
import io.github.biwaa.report.evidence.TargetOutcome;
import io.github.biwaa.report.evidence.TargetSampling;
import io.github.biwaa.run.HeldOutScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How good it is where the target has labels; what is predicted how often; by which predicted classes each run drew the target. */
final class TargetSection {

    private TargetSection() {}

    static Html html(List<ReportedTraining> trainings) {
        List<Html> charts = new ArrayList<>();
        perRun(trainings).ifPresent(charts::add);
        List<ReportedTraining> known = trainings.stream()
                .filter(training -> training.evidence().isPresent())
                .toList();
        for (List<ReportedTraining> alike : byClasses(known)) {
            perClass(alike).ifPresent(charts::add);
            charts.add(histogram(alike));
        }
        coverage(known).ifPresent(charts::add);
        known.forEach(training -> frequencies(training).ifPresent(charts::add));
        known.forEach(training -> confusion(training).ifPresent(charts::add));
        known.forEach(training -> sampling(training).forEach(charts::add));
        return ReportPage.section(
                "target",
                "Target",
                known.stream().flatMap(training -> unknown(training).stream()).collect(Collectors.joining(" ")),
                Html.when(!charts.isEmpty(), "{}{}", ReportPage.legend(trainings, ""), ReportPage.grid(charts)));
    }

    /** Trainings with the same classes share a chart. */
    private static List<List<ReportedTraining>> byClasses(List<ReportedTraining> known) {
        List<List<ReportedTraining>> groups = new ArrayList<>();
        for (ReportedTraining training : known) {
            groups.stream()
                    .filter(group -> classes(group.get(0)).equals(classes(training)))
                    .findFirst()
                    .ifPresentOrElse(
                            group -> group.add(training), () -> groups.add(new ArrayList<>(List.of(training))));
        }
        return groups;
    }

    private static TargetOutcome outcome(ReportedTraining training) {
        return training.evidence().orElseThrow().outcome();
    }

    private static List<String> classes(ReportedTraining training) {
        return outcome(training).classes();
    }

    private static Optional<Html> perRun(List<ReportedTraining> trainings) {
        int runs = trainings.stream()
                .mapToInt(training -> (int) training.record().runs().stream()
                        .filter(run -> run.accuracy().isPresent())
                        .count())
                .max()
                .orElse(0);
        if (runs == 0 || trainings.size() == 1 && runs == 1) {
            return Optional.empty();
        }
        List<Series> series = new ArrayList<>();
        for (ReportedTraining training : trainings) {
            double[] values = new double[runs];
            Arrays.fill(values, Double.NaN);
            training.record().runs().forEach(run -> run.accuracy().ifPresent(value -> values[run.number()] = value));
            if (Arrays.stream(values).anyMatch(value -> !Double.isNaN(value))) {
                series.add(new Series(training.name(), training.colour(), values));
            }
        }
        List<String> rows =
                IntStream.range(0, runs).mapToObj(run -> "run " + run).toList();
        return Optional.of(
                new BarChart("Accuracy after each run", "on the target", rows, series, Axis.SHARE, Words::percent)
                        .chart()
                        .figure());
    }

    private static Optional<Html> perClass(List<ReportedTraining> trainings) {
        List<Series> series = new ArrayList<>();
        for (ReportedTraining training : trainings) {
            outcome(training).confusion().ifPresent(counts -> {
                double[] recall = IntStream.range(0, counts.length)
                        .mapToDouble(k ->
                                counts[k][k] / (double) IntStream.of(counts[k]).sum())
                        .toArray();
                series.add(new Series(training.name(), training.colour(), recall));
            });
        }
        return series.isEmpty()
                ? Optional.empty()
                : Optional.of(new BarChart(
                                "Accuracy per class",
                                "last run",
                                classes(trainings.get(0)),
                                series,
                                Axis.SHARE,
                                Words::percent)
                        .chart()
                        .figure());
    }

    private static Html histogram(List<ReportedTraining> trainings) {
        List<Series> series = new ArrayList<>();
        outcome(trainings.get(0)).labels().ifPresent(labels -> {
            double[] truth = new double[classes(trainings.get(0)).size()];
            IntStream.of(labels).forEach(label -> truth[label]++);
            series.add(new Series("truth", "truth", truth));
        });
        String note = series.isEmpty() ? "how many" : "how many; grey: the truth";
        trainings.forEach(training -> series.add(new Series(
                training.name(), training.colour(), doubles(outcome(training).histogram()))));
        return counts("Predicted classes", note, classes(trainings.get(0)), series);
    }

    /** What one gains by leaving unsure samples to a person. */
    private static Optional<Html> coverage(List<ReportedTraining> trainings) {
        List<LineChart.Series> series = new ArrayList<>();
        for (ReportedTraining training : trainings) {
            outcome(training)
                    .accuracyOfSurest()
                    .ifPresent(accuracy -> series.add(new LineChart.Series(
                            training.name(),
                            training.colour(),
                            IntStream.rangeClosed(1, accuracy.length)
                                    .mapToDouble(count -> 100.0 * count / accuracy.length)
                                    .toArray(),
                            accuracy)));
        }
        return series.isEmpty()
                ? Optional.empty()
                : Optional.of(LineChart.of(
                                "Accuracy of the surest predictions",
                                "across: how many per cent of the target are counted, the surest first",
                                series,
                                Axis.SHARE)
                        .over("per cent of the target")
                        .chart()
                        .figure());
    }

    /** For example: mine tells pictures of no class from others with an AUROC of 0.912. */
    private static Optional<String> unknown(ReportedTraining training) {
        return training.evidence()
                .orElseThrow()
                .unknown()
                .map(tally -> Words.format(
                        "%s tells pictures of no class from others with an AUROC of %.3f: of the pictures that a review labelled,"
                                + " its limit finds %d of %d of no class, and calls %d of %d others unknown.",
                        training.name(),
                        tally.auroc(),
                        tally.found(),
                        tally.unknown(),
                        tally.mistaken(),
                        tally.known()));
    }

    /** The estimates without labels, beside the truth if it is known. */
    private static Optional<Html> frequencies(ReportedTraining training) {
        List<ClassFrequency> classes =
                training.heldOut().map(HeldOutScores::classFrequencies).orElse(List.of());
        if (classes.isEmpty()) {
            return Optional.empty();
        }
        List<Series> series = new ArrayList<>();
        series.add(new Series("source", "c5", shares(classes, ClassFrequency::source)));
        outcome(training)
                .labels()
                .ifPresent(labels ->
                        series.add(new Series("target, truth", "truth", LabelShift.shares(labels, classes.size()))));
        series.add(new Series("target, em", training.colour(), shares(classes, ClassFrequency::em)));
        series.add(new Series(
                "target, bbse",
                training.colour() + " paler",
                shares(classes, one -> one.bbse() == null ? Double.NaN : one.bbse())));
        double most = series.stream()
                .flatMapToDouble(one -> Arrays.stream(one.values()))
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(1);
        return Optional.of(new BarChart(
                        "Class frequencies, " + training.name(),
                        "slate: source; colour: target as em and, paler, bbse estimate it"
                                + (outcome(training).labels().isPresent() ? "; grey: the truth" : ""),
                        classes.stream().map(ClassFrequency::name).toList(),
                        series,
                        Axis.covering(0, most, 4),
                        Words::percent)
                .chart()
                .figure());
    }

    private static double[] shares(List<ClassFrequency> classes, ToDoubleFunction<ClassFrequency> share) {
        return classes.stream().mapToDouble(share).toArray();
    }

    private static double[] doubles(int[] counts) {
        return IntStream.of(counts).asDoubleStream().toArray();
    }

    private static Html counts(String title, String note, List<String> classes, List<Series> series) {
        double most = series.stream()
                .flatMapToDouble(one -> Arrays.stream(one.values()))
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(1);
        return new BarChart(title, note, classes, series, Axis.covering(0, most, 4), Words::number)
                .chart()
                .figure();
    }

    private static Optional<Html> confusion(ReportedTraining training) {
        return outcome(training).confusion().map(counts -> new ConfusionChart(
                        "Confusion of " + training.name(), classes(training), counts)
                .chart()
                .figure());
    }

    /** The first run draws uniformly, and later ones by what earlier ones predict. */
    private static List<Html> sampling(ReportedTraining training) {
        return training.evidence().orElseThrow().sampling().stream()
                .filter(sampling -> sampling.run() > 0 && sampling.counts() != null)
                .map(sampling -> sampling(training, sampling))
                .toList();
    }

    private static Html sampling(ReportedTraining training, TargetSampling sampling) {
        List<String> classes = classes(training);
        double[] kept = doubles(requireNonNull(sampling.counts()));
        double[] left = new double[kept.length];
        Arrays.fill(left, Double.NaN);
        List<String> dropped = new ArrayList<>();
        for (int k = 0; k < kept.length; k++) {
            if (sampling.dropped()[k]) {
                dropped.add(classes.get(k));
                left[k] = kept[k];
                kept[k] = Double.NaN;
            }
        }
        List<Series> series = new ArrayList<>(List.of(new Series("predicted", training.colour(), kept)));
        if (!dropped.isEmpty()) {
            series.add(new Series("left out", "dropped", left));
        }
        String note = sampling.uniform()
                ? "drawn uniformly: fewer than two classes are frequent enough"
                : "by earlier predictions, all classes alike; "
                        + (dropped.isEmpty() ? "no class left out" : "left out: " + String.join(", ", dropped));
        return counts("Target sampling of " + training.name() + ", run " + sampling.run(), note, classes, series);
    }
}
