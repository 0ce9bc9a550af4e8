package io.github.biwaa.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** By which predicted classes each run drew the target. */
final class SamplingSection {

    private SamplingSection() {}

    static String html(List<ReportedTraining> trainings) {
        StringBuilder charts = new StringBuilder();
        for (ReportedTraining training : trainings) {
            training.evidence().ifPresent(evidence -> {
                for (TargetSampling sampling : evidence.sampling()) {
                    if (sampling.run() > 0 && sampling.counts() != null) {
                        charts.append(chart(training, evidence.outcome().classes(), sampling));
                    }
                }
            });
        }
        return charts.isEmpty()
                ? ""
                : "<section id=\"sampling\"><h2>Target sampling</h2><p class=\"lead\">The first run draws from the target uniformly. Later runs draw all classes "
                        + "equally often, by what earlier runs predict: a class with few samples here is drawn again and again, one predicted too rarely is left out.</p>"
                        + "<div class=\"grid\">" + charts + "</div></section>\n";
    }

    private static String chart(ReportedTraining training, List<String> classes, TargetSampling sampling) {
        double[] kept = new double[classes.size()];
        double[] left = new double[classes.size()];
        List<String> dropped = new ArrayList<>();
        for (int k = 0; k < kept.length; k++) {
            kept[k] = sampling.dropped()[k] ? Double.NaN : sampling.counts()[k];
            left[k] = sampling.dropped()[k] ? sampling.counts()[k] : Double.NaN;
            if (sampling.dropped()[k]) {
                dropped.add(classes.get(k));
            }
        }
        List<BarChart.Series> series = new ArrayList<>();
        series.add(new BarChart.Series("predicted", training.colour(), kept));
        if (!dropped.isEmpty()) {
            series.add(new BarChart.Series("left out", "dropped", left));
        }
        String note = sampling.uniform()
                ? "drawn uniformly: fewer than two classes are frequent enough"
                : dropped.isEmpty()
                        ? "to draw from, no class left out"
                        : "left out: " + dropped.stream().collect(Collectors.joining(", "));
        return new BarChart(
                        training.record().name() + ", run " + sampling.run(),
                        note,
                        classes,
                        series,
                        Axis.covering(0, IntStream.of(sampling.counts()).max().orElse(1), 4),
                        Html::number)
                .svg();
    }
}
