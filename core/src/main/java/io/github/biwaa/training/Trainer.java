package io.github.biwaa.training;

import io.github.biwaa.adaptation.Metric;
import io.github.biwaa.data.BatchLoader;
import io.github.biwaa.data.LoadedBatch;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Trains one run: takes batches from a loader, steps, reports. Every step's tensors are freed at its end. */
final class Trainer {
    private final TrainingStep step;
    private final int[] sourceLabels;
    private final SeedSequence seeds;
    private final int logEvery;
    private final TrainingListener listener;

    /**
     * @param sourceLabels y_s of every source sample
     * @param seeds of the run
     * @param logEvery how many steps lie between two reports; the first and the last step are always reported
     */
    Trainer(TrainingStep step, int[] sourceLabels, SeedSequence seeds, int logEvery, TrainingListener listener) {
        this.step = step;
        this.sourceLabels = sourceLabels;
        this.seeds = seeds;
        this.logEvery = logEvery;
        this.listener = listener;
    }

    /**
     * Trains to the end.
     *
     * @return the metrics of the last step
     * @throws NonFiniteLossException if a logged loss is not finite
     * @throws TrainingStoppedException if the listener asks to stop
     */
    Map<String, Double> train(int run, int iterations, BatchLoader loader) {
        Map<String, Double> metrics = Map.of();
        StopWatch watch = new StopWatch();
        for (int iteration = 0; iteration < iterations; iteration++) {
            boolean logged = iteration % logEvery == 0 || iteration == iterations - 1;
            try (PointerScope scope = new PointerScope();
                    LoadedBatch batch = loader.next()) {
                // Dropout depends on (seed, run, step) alone, so no generator state needs saving.
                Engine.seed(seeds.seedOf(Purpose.DROPOUT, iteration));
                TrainingStep.Outcome outcome = step.run(iteration, inputs(batch));
                watch.countImages(batch.sourceSamples().length + batch.targetSamples().length);
                if (logged) {
                    metrics = read(run, iteration, outcome);
                }
            }
            listener.stepDone(run, iteration);
            if (logged) {
                listener.stepLogged(new StepReport(
                        run,
                        iteration,
                        iterations,
                        watch.seconds(),
                        loader.takeSecondsWaited(),
                        step.learningRate().at(iteration),
                        watch.takeImagesPerSecond(),
                        metrics));
            }
            if (listener.stopRequested()) {
                throw TrainingStoppedException.afterStep(run, iteration);
            }
        }
        return metrics;
    }

    private TrainingStep.Batch inputs(LoadedBatch batch) {
        long[] labels = new long[batch.sourceSamples().length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = sourceLabels[batch.sourceSamples()[i]];
        }
        Tensor labelTensor = Tensors.of(labels, labels.length);
        return new TrainingStep.Batch(batch.source(), labelTensor, batch.target(), batch.targetSamples());
    }

    private static Map<String, Double> read(int run, int iteration, TrainingStep.Outcome outcome) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Metric metric : outcome.total().metrics()) {
            double value = metric.value().getAsDouble();
            if (!Double.isFinite(value)) {
                throw new NonFiniteLossException(run, iteration, metric.name(), value);
            }
            metrics.put(metric.name(), value);
        }
        return metrics;
    }
}
