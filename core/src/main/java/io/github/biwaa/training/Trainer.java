package io.github.biwaa.training;

import io.github.biwaa.StoppedException;
import io.github.biwaa.adaptation.Metric;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.run.RunProgress;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.samples.BatchLoader;
import io.github.biwaa.samples.LoadedBatch;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Trains one run: takes batches from a loader, steps, reports, saves. Every step's tensors are freed at its end. */
final class Trainer {
    private final TrainingStep step;
    private final Device device;
    private final int[] sourceLabels;
    private final SeedSequence seeds;
    private final LossGuard guard;
    private final int logEvery;
    private final TrainingListener listener;

    /**
     * @param device where the step computes
     * @param sourceLabels y_s of every source sample
     * @param seeds of the run
     * @param guard looks at every loss
     * @param logEvery how many steps lie between two reports; the first and the last step are always reported
     */
    Trainer(
            TrainingStep step,
            Device device,
            int[] sourceLabels,
            SeedSequence seeds,
            LossGuard guard,
            int logEvery,
            TrainingListener listener) {
        this.step = step;
        this.device = device;
        this.sourceLabels = sourceLabels;
        this.seeds = seeds;
        this.guard = guard;
        this.logEvery = logEvery;
        this.listener = listener;
    }

    /**
     * Trains to the end, and saves the run there.
     *
     * @param loader of the steps that are left
     * @param progress where the run stands; moved on
     * @param checkpoints where it is saved, also when it is stopped
     * @throws NonFiniteLossException if a loss is not finite and steps are not to be skipped
     * @throws StoppedException if the listener asks to stop
     */
    void train(int run, int iterations, BatchLoader loader, RunProgress progress, RunCheckpoints checkpoints) {
        Throughput throughput = new Throughput();
        try (StepWatch watch = new StepWatch()) {
            if (progress.steps() > 0) {
                listener.runResumed(run, progress.steps());
                // What follows the last step may have been cut off.
                listener.stepDone(run, progress.steps() - 1);
            }
            while (progress.steps() < iterations) {
                step(run, iterations, loader, progress, throughput, watch);
                if (listener.stopRequested()) {
                    throw StoppedException.afterStep(run, progress.steps() - 1);
                }
                checkpoints.saveIfDue(progress);
            }
        } catch (StoppedException stopped) {
            checkpoints.save(progress);
            throw stopped;
        }
        if (!checkpoints.save(progress)) {
            throw new NonFiniteLossException(
                    "weights are no numbers any more after the last step of run " + run + ". Try a lower --lr.");
        }
    }

    private void step(
            int run, int iterations, BatchLoader loader, RunProgress progress, Throughput throughput, StepWatch watch) {
        int iteration = progress.steps();
        boolean due = iteration % logEvery == 0 || iteration == iterations - 1;
        boolean logged;
        watch.begin();
        try (PointerScope scope = new PointerScope();
                LoadedBatch batch = loader.next()) {
            // Dropout depends on (seed, run, step) alone, so no generator state needs saving.
            Engine.seed(seeds.seedOf(Purpose.DROPOUT, iteration));
            Optional<TrainingStep.Outcome> outcome =
                    guard.run(progress, batch, due, look -> step.run(iteration, inputs(batch), look, part -> {}));
            throughput.countImages(batch.sourceSamples().length + batch.targetSamples().length);
            logged = due && outcome.isPresent();
            if (logged) {
                progress.logged(read(outcome.get()));
            }
        }
        watch.end(iteration);
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
        Tensor labelTensor = device.upload(Tensors.of(labels, labels.length));
        return new TrainingStep.Batch(batch.source(), labelTensor, batch.target(), batch.targetSamples());
    }

    private static Map<String, Double> read(TrainingStep.Outcome outcome) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Metric metric : outcome.total().metrics()) {
            metrics.put(metric.name(), metric.value().getAsDouble());
        }
        return metrics;
    }
}
