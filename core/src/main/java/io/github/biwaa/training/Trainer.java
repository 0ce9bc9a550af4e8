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

/** Trains one run: takes batches from a loader, steps, reports, saves. Every step's tensors are freed at its end. */
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
     * Trains to the end, and saves the run there.
     *
     * @param loader of the steps that are left
     * @param progress where the run stands; moved on
     * @param checkpoints where it is saved, also when it is stopped
     * @throws NonFiniteLossException if a logged loss is not finite
     * @throws TrainingStoppedException if the listener asks to stop
     */
    void train(int run, int iterations, BatchLoader loader, RunProgress progress, RunCheckpoints checkpoints) {
        Throughput throughput = new Throughput();
        try {
            if (progress.steps() > 0) {
                listener.runResumed(run, progress.steps());
                // What follows the last step may have been cut off.
                listener.stepDone(run, progress.steps() - 1);
            }
            while (progress.steps() < iterations) {
                step(run, iterations, loader, progress, throughput);
                if (listener.stopRequested()) {
                    throw TrainingStoppedException.afterStep(run, progress.steps() - 1);
                }
                checkpoints.saveIfDue(progress);
            }
        } catch (TrainingStoppedException stopped) {
            checkpoints.save(progress);
            throw stopped;
        }
        checkpoints.save(progress);
    }

    private void step(int run, int iterations, BatchLoader loader, RunProgress progress, Throughput throughput) {
        int iteration = progress.steps();
        boolean logged = iteration % logEvery == 0 || iteration == iterations - 1;
        try (PointerScope scope = new PointerScope();
                LoadedBatch batch = loader.next()) {
            // Dropout depends on (seed, run, step) alone, so no generator state needs saving.
            Engine.seed(seeds.seedOf(Purpose.DROPOUT, iteration));
            TrainingStep.Outcome outcome = step.run(iteration, inputs(batch));
            throughput.countImages(batch.sourceSamples().length + batch.targetSamples().length);
            if (logged) {
                progress.logged(read(run, iteration, outcome));
            }
        }
        progress.stepDone();
        if (logged) {
            listener.stepLogged(new StepReport(
                    run,
                    iteration,
                    iterations,
                    progress.seconds(),
                    loader.takeSecondsWaited(),
                    step.learningRate().at(iteration),
                    throughput.takeImagesPerSecond(),
                    progress.losses()));
        }
        listener.stepDone(run, iteration);
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
