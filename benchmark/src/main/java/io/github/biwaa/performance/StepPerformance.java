package io.github.biwaa.performance;

import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.SmallBlockReserve;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import io.github.biwaa.training.step.RepeatedStep;
import io.github.biwaa.training.step.TrainingStep;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The time of a training step of biwaa, on noise: what the pictures show changes nothing about it.
 *
 * @param seconds median time of each part of a step; on a GPU each part is waited for
 * @param whole time of a step: on a GPU, where a training waits for no part, the mean of steps without waiting; else all parts together
 * @param asCudaGraph the same as a CUDA graph; null if that was not asked for or is not possible
 * @param forwardOperations of one picture's way through the backbone; null if it does not say what it is made of
 * @param optimizerBytes read and written by an optimizer's step
 */
public record StepPerformance(
        Map<TrainingStep.Part, Double> seconds,
        double whole,
        @Nullable Double asCudaGraph,
        @Nullable Double forwardOperations,
        double optimizerBytes) {
    /** Steps in which memory is found and caches are filled. */
    private static final int UNMEASURED = 2;
    /** Parameter, gradient and momentum are read; parameter and momentum written. */
    private static final int OPTIMIZER_PASSES = 5;

    private static final double SMALL_LEARNING_RATE = 1e-6;
    private static final double RAMP = 20_000;

    /**
     * Trains for some steps.
     *
     * @param done told after each step how many are done
     */
    public static StepPerformance measure(PerformanceSettings settings, IntConsumer done) {
        Engine.seed(0);
        BackboneKind kind = Backbones.of(settings.backbone());
        int channels = kind.defaultChannels();
        Backbone backbone = kind.create(channels, settings.size());
        @Nullable Double operations = NetworkWork.forward(backbone, channels, settings.size());
        try (SmallBlockReserve reserve = SmallBlockReserve.open();
                PointerScope scope = new PointerScope();
                AdaptationNetwork network =
                        new AdaptationNetwork(backbone, AdaptationNetwork.BOTTLENECK_WIDTH, settings.classes());
                Objective objective = new Objective(Methods.named("biwaa")
                        .terms(new TermFactory(
                                settings.classes(),
                                network.featureWidth(),
                                settings.placement(),
                                new Ramp(RAMP),
                                TermSettings.DEFAULTS)));
                SgdOptimizer optimizer = new SgdOptimizer()) {
            network.moveTo(settings.placement());
            List<Parameter> parameters = network.trainableParameters();
            optimizer.add(parameters, 1);
            optimizer.add(objective.parameters(), 1);
            try (PseudoLabels labels = new PseudoLabels(
                    network.classifierWeight(), settings.batchSize(), settings.classes(), Optional.empty())) {
                TrainingStep step =
                        new TrainingStep(network, objective, labels, optimizer, new InverseDecay(SMALL_LEARNING_RATE));
                Map<TrainingStep.Part, Double> parts = parts(step, settings, noise(settings, channels), done);
                long values = parameters.stream()
                        .mapToLong(parameter -> parameter.tensor().numel())
                        .sum();
                return new StepPerformance(
                        parts,
                        settings.placement().device().isCpu()
                                ? parts.values().stream()
                                        .mapToDouble(Double::doubleValue)
                                        .sum()
                                : withoutWaiting(
                                        settings,
                                        usual(step, noise(settings, channels)),
                                        UNMEASURED + settings.steps()),
                        settings.cudaGraph() ? asCudaGraph(step, settings, noise(settings, channels)) : null,
                        operations,
                        (double) values * Float.BYTES * OPTIMIZER_PASSES);
            }
        }
    }

    private static Map<TrainingStep.Part, Double> parts(
            TrainingStep step, PerformanceSettings settings, TrainingStep.Batch batch, IntConsumer done) {
        Repetitions.Laps<TrainingStep.Part> laps = new Repetitions.Laps<>(System::nanoTime);
        for (int i = 0; i < UNMEASURED + settings.steps(); i++) {
            boolean measured = i >= UNMEASURED;
            laps.start();
            try (PointerScope inner = new PointerScope()) {
                step.run(i, batch, true, part -> {
                    settings.placement().device().await();
                    if (measured) {
                        laps.finished(part);
                    }
                });
            }
            done.accept(i + 1);
        }
        return laps.medians();
    }

    /** As a training lets a GPU work: nothing is read until the end. */
    private static double withoutWaiting(PerformanceSettings settings, IntConsumer step, int first) {
        long start = System.nanoTime();
        for (int i = 0; i < settings.steps(); i++) {
            try (PointerScope inner = new PointerScope()) {
                step.accept(first + i);
            }
        }
        settings.placement().device().await();
        return (System.nanoTime() - start) / 1e9 / settings.steps();
    }

    private static IntConsumer usual(TrainingStep step, TrainingStep.Batch batch) {
        return i -> step.run(i, batch, false, part -> {});
    }

    private static @Nullable Double asCudaGraph(
            TrainingStep step, PerformanceSettings settings, TrainingStep.Batch batch) {
        Optional<RepeatedStep> graph = RepeatedStep.asCudaGraph(step, settings.placement(), Optional.empty());
        if (graph.isEmpty()) {
            return null;
        }
        try (RepeatedStep repeated = graph.get()) {
            IntConsumer next = i -> repeated.run(i, batch);
            int first = UNMEASURED + 2 * settings.steps();
            for (int i = 0; i <= RepeatedStep.WARM_UP; i++) {
                try (PointerScope inner = new PointerScope()) {
                    next.accept(first + i);
                }
            }
            settings.placement().device().await();
            double seconds = withoutWaiting(settings, next, first + RepeatedStep.WARM_UP + 1);
            return repeated.isRecorded() ? seconds : null;
        }
    }

    private static TrainingStep.Batch noise(PerformanceSettings settings, int channels) {
        int batch = settings.batchSize();
        long[] labels =
                LongStream.range(0, batch).map(i -> i % settings.classes()).toArray();
        Device device = settings.placement().device();
        return new TrainingStep.Batch(
                device.upload(pictures(batch, channels, settings.size())),
                device.upload(Tensors.of(labels, batch)),
                device.upload(pictures(batch, channels, settings.size())),
                IntStream.range(0, batch).toArray());
    }

    private static Tensor pictures(int count, int channels, int size) {
        return Tensors.noise(count, channels, size, size);
    }
}
