package io.github.biwaa.performance;

import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import io.github.biwaa.training.step.TrainingStep;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** A few steps of a small training, on a device and on the processor, side by side. */
final class StepComparison {
    private static final String BACKBONE = "resnet18";
    private static final int SIZE = 64;
    private static final int BATCH = 8;
    private static final int CLASSES = 5;
    private static final int BOTTLENECK = 32;
    private static final int STEPS = 3;
    /** High, so that an update that goes wrong is seen in the next loss. */
    private static final double LEARNING_RATE = 0.002;

    private static final double RAMP = 10;
    /** Devices draw other numbers from the same seed. */
    private static final double NO_DROPOUT = 0;

    private static final SettingValues SETTINGS = TermSettings.DEFAULTS
            .with(TermSettings.DISCRIMINATOR_WIDTH, 64)
            .with(TermSettings.DISCRIMINATOR_DROPOUT, NO_DROPOUT);

    private StepComparison() {}

    /**
     * Trains on both.
     *
     * @param precision in whose numbers: in float64 by biwaa; in others by source-only, since their rounding may decide between two pseudo-labels
     * @return the largest difference of a step's losses, as a share of the processor's largest
     */
    static double difference(Device device, Precision precision) {
        String method = precision == Precision.FLOAT64 ? "biwaa" : "source-only";
        return difference(
                losses(new Placement(device, precision), method, 0), losses(Placement.onCpu(precision), method, 0));
    }

    /** @return the largest |a - b| as a share of the largest |b|: a loss falls towards 0, its rounding does not; infinite where one is no number */
    static double difference(double[] a, double[] b) {
        double scale = Arrays.stream(b).map(Math::abs).max().orElseThrow();
        return IntStream.range(0, b.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]) / scale)
                .map(difference -> Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference)
                .max()
                .orElseThrow();
    }

    /** @return the loss of each step, of a network and pictures that depend on the seed alone */
    static double[] losses(Placement placement, String method, long seed) {
        Engine.seed(seed);
        BackboneKind kind = Backbones.of(BACKBONE);
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network =
                        new AdaptationNetwork(kind.create(kind.defaultChannels(), SIZE), BOTTLENECK, CLASSES);
                Objective objective = new Objective(Methods.named(method)
                        .terms(new TermFactory(CLASSES, BOTTLENECK, placement, new Ramp(RAMP), SETTINGS)));
                SgdOptimizer optimizer = new SgdOptimizer()) {
            network.moveTo(placement);
            optimizer.add(network.trainableParameters(), 1);
            optimizer.add(objective.parameters(), SgdOptimizer.HEAD_MULTIPLIER);
            try (PseudoLabels labels = new PseudoLabels(network.classifierWeight(), BATCH, CLASSES, Optional.empty())) {
                TrainingStep step =
                        new TrainingStep(network, objective, labels, optimizer, new InverseDecay(LEARNING_RATE));
                TrainingStep.Batch batch = batch(placement, kind.defaultChannels());
                return IntStream.range(0, STEPS)
                        .mapToDouble(i -> loss(step, i, batch))
                        .toArray();
            }
        }
    }

    private static double loss(TrainingStep step, int iteration, TrainingStep.Batch batch) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.item(step.run(iteration, batch).total().loss());
        }
    }

    private static TrainingStep.Batch batch(Placement placement, int channels) {
        long[] labels = LongStream.range(0, BATCH).map(i -> i % CLASSES).toArray();
        return new TrainingStep.Batch(
                placement.upload(noise(channels)),
                placement.upload(Tensors.of(labels, BATCH)),
                placement.upload(noise(channels)),
                IntStream.range(0, BATCH).toArray());
    }

    private static Tensor noise(int channels) {
        return Tensors.noise(BATCH, channels, SIZE, SIZE);
    }
}
