package io.github.biwaa.training.scoring;

import io.github.biwaa.Progress;
import io.github.biwaa.evaluation.Accuracy;
import io.github.biwaa.evaluation.AccuracyEstimator;
import io.github.biwaa.evaluation.ClassFrequency;
import io.github.biwaa.evaluation.LabelShift;
import io.github.biwaa.evaluation.Scorer;
import io.github.biwaa.evaluation.TemperatureScaling;
import io.github.biwaa.model.Calibration;
import io.github.biwaa.model.ViewMean;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.run.HeldOutScores;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.progress.TrainingPhases;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Scores a finished network on held-out samples: they calibrate it, and say how accurate it probably is on the target. */
public final class HeldOutScorer {
    /** Of known samples, so many are taken for unknown. */
    private static final int UNKNOWN_PER_CENT = 5;

    private final OpenSamples held;
    private final Sweep sweep;

    /**
     * @param held labelled samples that the network was not trained on
     * @param batchSize scored at once
     * @param told how far the scoring is; may stop it
     */
    public HeldOutScorer(OpenSamples held, int batchSize, Progress told) {
        this.held = held;
        this.sweep = new Sweep(batchSize, told, TrainingPhases.HELD_OUT);
    }

    /** What is known after the last step. */
    public record Outcome(Calibration calibration, HeldOutScores scores) {}

    /**
     * Frequencies of classes, [K] each.
     *
     * @param source in the source
     * @param learnt in the batches of the source
     */
    public record SourceFrequencies(double[] source, double[] learnt) {}

    /** @param target what the network says about the target, [N_t, K] */
    public Outcome score(AdaptationNetwork network, SeedSequence seeds, Tensor target, SourceFrequencies frequencies) {
        int[] labels = held.labels();
        try (SampleViews views = held.views(seeds, Purpose.SOURCE_AUGMENTATION)) {
            double[][] source = rows(Scorer.score(network, views, sweep));
            double temperature = TemperatureScaling.temperature(source, labels);
            double[][] ofCentre = views.evaluationViews() == 1 ? source : centre(network, views);
            double centre = TemperatureScaling.temperature(ofCentre, labels);
            double[][] calibrated = scaled(source, temperature);
            double[][] calibratedTarget = scaled(values(target), temperature);
            return new Outcome(
                    new Calibration(
                            temperature,
                            centre,
                            labels.length,
                            knownFrom(confidences(calibrated)),
                            knownFrom(confidences(scaled(ofCentre, centre)))),
                    new HeldOutScores(
                            labels.length,
                            Accuracy.of(largest(source), labels),
                            temperature,
                            Arrays.stream(AccuracyEstimator.values())
                                    .map(estimator -> estimator.of(calibrated, labels, calibratedTarget))
                                    .toList(),
                            frequencies(calibrated, calibratedTarget, frequencies)));
        }
    }

    /** Both are calibrated. */
    private List<ClassFrequency> frequencies(double[][] source, double[][] target, SourceFrequencies known) {
        int[] labels = held.labels();
        int classes = held.classes().size();
        Optional<double[]> bbse = LabelShift.blackBox(
                LabelShift.joint(source, labels), LabelShift.mean(target), LabelShift.shares(labels, classes));
        double[] em = LabelShift.maximumLikelihood(target, known.learnt());
        double[] predicted = LabelShift.shares(largest(target), classes);
        return IntStream.range(0, classes)
                .mapToObj(k -> new ClassFrequency(
                        held.classes().get(k),
                        known.source()[k],
                        predicted[k],
                        bbse.map(all -> all[k]).orElse(null),
                        em[k]))
                .toList();
    }

    /** The plain centre is the last of the fixed views. */
    private double[][] centre(AdaptationNetwork network, SampleViews views) {
        int last = views.evaluationViews() - 1;
        return rows(sweep.table(
                views.size(),
                (from, to) -> ViewMean.probabilities(network, 1, view -> views.evaluationBatch(from, to, last))));
    }

    private static double[][] scaled(double[][] rows, double temperature) {
        return Arrays.stream(rows)
                .map(row -> Calibration.scaled(row, temperature))
                .toArray(double[][]::new);
    }

    private static double[] confidences(double[][] rows) {
        return Arrays.stream(rows)
                .mapToDouble(row -> Arrays.stream(row).max().orElseThrow())
                .toArray();
    }

    /** @return the largest number that 95 % of the scores reach */
    static double knownFrom(double[] scores) {
        double[] sorted = Arrays.stream(scores).sorted().toArray();
        return sorted[sorted.length * UNKNOWN_PER_CENT / 100];
    }

    private static int[] largest(double[][] rows) {
        return Arrays.stream(rows)
                .mapToInt(row -> IntStream.range(0, row.length)
                        .reduce((best, k) -> row[k] > row[best] ? k : best)
                        .orElseThrow())
                .toArray();
    }

    private static double[][] rows(Tensor kept) {
        try {
            return values(kept);
        } finally {
            Tensors.release(kept);
        }
    }

    private static double[][] values(Tensor table) {
        int classes = Math.toIntExact(table.size(1));
        double[] values;
        try (PointerScope scope = new PointerScope()) {
            values = Tensors.toDoubles(table);
        }
        return IntStream.range(0, values.length / classes)
                .mapToObj(row -> Arrays.copyOfRange(values, row * classes, (row + 1) * classes))
                .toArray(double[][]::new);
    }
}
