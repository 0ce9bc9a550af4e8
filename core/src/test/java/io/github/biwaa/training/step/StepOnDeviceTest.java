package io.github.biwaa.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.adaptation.BuiltInMethod;
import io.github.biwaa.adaptation.KnownLabels;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.adaptation.alignment.FeatureWeighting;
import io.github.biwaa.adaptation.classification.TargetClassification;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.network.GradientReversal;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.backbone.FeatureBackbone;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.run.CheckpointFolder;
import io.github.biwaa.run.RunProgress;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.samples.batch.LoadedBatch;
import io.github.biwaa.settings.OnNan;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Steps on libtorch's meta device, which stands for a GPU where there is none: it refuses tensors of the CPU among its own, and whoever reads a value
 * of it, so that a step that passes mixes no devices and never makes the host wait. It knows no convolutions, so the backbone is left out; that has
 * no tensors but its parameters and what it makes of its input.
 */
class StepOnDeviceTest {
    private static final int CLASSES = 3;
    private static final int WIDTH = 8;
    private static final int BATCH = 4;
    private static final int SAMPLES = 6;
    private static final Placement META = new Placement(Device.META, Precision.FLOAT32);

    private static final RunCheckpoints NO_CHECKPOINTS =
            new RunCheckpoints(0, new CheckpointFolder(Path.of("none")), null, null, null, null);

    @BeforeAll
    static void load() {
        Engine.load();
    }

    /** Everything of a step but the terms of alignment, which come one by one below: network, pseudo-labels with and without a prior, one backward sweep, the optimizer. */
    @Test
    void aStepMixesNoDevicesAndReadsNoValue() {
        for (boolean withPrior : new boolean[] {false, true}) {
            try (PointerScope scope = new PointerScope();
                    AdaptationNetwork network = new AdaptationNetwork(new FeatureBackbone(WIDTH), 5, CLASSES)) {
                network.moveTo(META);
                Optional<Prior> prior = withPrior
                        ? Optional.of(new Prior(META.zeros(SAMPLES, CLASSES), 1, new Ramp(9)))
                        : Optional.empty();
                step(network, prior);
            }
        }
    }

    private static void step(AdaptationNetwork network, Optional<Prior> prior) {
        KnownLabels known = new KnownLabels(new TreeMap<>(Map.of(4, 2)));
        try (Objective objective =
                        new Objective(List.of(factory().sourceClassification(), new TargetClassification(1)));
                PseudoLabels labels =
                        new PseudoLabels(network.classifierWeight(), SAMPLES, CLASSES, prior, 0.9, known);
                SgdOptimizer optimizer = new SgdOptimizer()) {
            optimizer.add(network.trainableParameters(), 1);
            TrainingStep step = new TrainingStep(network, objective, labels, optimizer, new InverseDecay(0.01));
            // Inputs come from the CPU, as the loader makes them; sample 4 comes twice.
            Tensor inputs = Tensors.zeros(Precision.FLOAT32, BATCH, WIDTH);
            TrainingStep.Batch batch = new TrainingStep.Batch(inputs, labels(), inputs, new int[] {4, 1, 4, 0});
            for (int iteration = 0; iteration < 2; iteration++) {
                TrainingStep.Outcome outcome = step.run(iteration, batch, false, part -> {});
                assertThat(Device.of(outcome.total().loss())).isEqualTo(Device.META);
            }
            try (LossWatch watch = new LossWatch(Device.META)) {
                watch.add(
                        new LossWatch.Step(2, new int[0], new int[0]),
                        step.run(2, batch, false, part -> {}).total().loss());
                assertThatThrownBy(watch::firstWrong)
                        .as("asking makes the host wait")
                        .isInstanceOf(RuntimeException.class);
            }
            assertThatThrownBy(() -> step.run(3, batch))
                    .as("whoever looks at a loss would have waited")
                    .isInstanceOf(RuntimeException.class);
            new RunState(network, objective, optimizer, labels)
                    .tensors()
                    .forEach((name, tensor) ->
                            assertThat(Device.of(tensor)).as(name).isEqualTo(Device.META));
        }
    }

    /**
     * The terms one by one. This device lacks some functions: the logarithm of the sigmoid, in which a discriminator's loss begins once its inputs are
     * made; the trace, in which the confusion of classes ends; and the choice by a mask in the derivatives of the norm and of the lower bound, through which
     * the sweeps of semantic matching and of the mean discrepancy go. Terms that stop there, and nowhere else, mixed nothing until then.
     */
    @ParameterizedTest
    @EnumSource(BuiltInMethod.class)
    void noTermMixesDevicesOrReadsAValue(BuiltInMethod method) {
        try (PointerScope scope = new PointerScope()) {
            for (LossTerm term : method.terms(factory())) {
                try (term) {
                    Tensor features = META.zeros(BATCH, 5).set_requires_grad(true);
                    Tensor logits = META.zeros(BATCH, CLASSES).set_requires_grad(true);
                    DomainBatch domain = new DomainBatch(features, logits, labels());
                    StepContext context = new StepContext(
                            1, domain, domain, META.zeros(CLASSES, 5), new int[] {4, 1, 4, 0}, Optional.empty());
                    switch (term.name()) {
                        case "sourceClassification",
                                "batchNuclearNorm",
                                "correlationAlignment",
                                "targetInformation",
                                "centroidClassification",
                                "neighbourAttraction" ->
                            term.contribution(context).loss().backward();
                        case "statisticsOnly" ->
                            assertThat(Device.of(term.contribution(context).loss()))
                                    .isEqualTo(Device.META);
                        case "semanticMatching", "meanDiscrepancy" -> {
                            LossTerm.Contribution matching = term.contribution(context);
                            assertThat(Device.of(matching.loss())).isEqualTo(Device.META);
                            assertThatThrownBy(() -> matching.loss().backward())
                                    .hasMessageContaining(
                                            "aten::where.self: attempted to run this operator with Meta tensors");
                        }
                        case "classConfusion" ->
                            assertThatThrownBy(() -> term.contribution(context))
                                    .hasMessageContaining(
                                            "aten::trace: attempted to run this operator with Meta tensors");
                        case "mixMatch" ->
                            assertThatThrownBy(() -> term.contribution(context)).hasMessageContaining("needs views");
                        default ->
                            assertThatThrownBy(() -> term.contribution(context))
                                    .hasMessageContaining(
                                            "aten::log_sigmoid_forward: attempted to run this operator with Meta"
                                                    + " tensors");
                    }
                }
            }
        }
    }

    @Test
    void aDiscriminatorIsSweptThereAndBack() {
        try (PointerScope scope = new PointerScope();
                DomainDiscriminator discriminator = new DomainDiscriminator(5, 16, 0.5)) {
            discriminator.moveTo(META);
            Tensor features = META.zeros(BATCH, 5).set_requires_grad(true);
            Tensor weighted = features.mul(
                    FeatureWeighting.weights(META.zeros(BATCH, CLASSES), labels(), META.zeros(CLASSES, 5), 10));
            Tensor logits =
                    discriminator.forward(GradientReversal.reverse(weighted, HostNumber.of(0.3)), Mode.TRAINING);
            logits.sum().backward();
            assertThat(Device.of(features.grad())).isEqualTo(Device.META);
            discriminator.trainableParameters().forEach(parameter -> assertThat(
                            Device.of(parameter.tensor().grad()))
                    .as(parameter.name())
                    .isEqualTo(Device.META));
        }
    }

    private static TermFactory factory() {
        return new TermFactory(
                CLASSES,
                5,
                META,
                new Ramp(100),
                TermSettings.DEFAULTS.with(TermSettings.DISCRIMINATOR_WIDTH, 16),
                SAMPLES,
                10);
    }

    private static Tensor labels() {
        return Device.META.upload(Tensors.of(new long[] {0, 1, 2, 0}, BATCH));
    }

    /** On the device nobody waits for, the step is run without a look; the loss is read when losses are logged, and the first bad step is named. */
    @Test
    void aBadLossIsReadLateAndItsStepIsNamed() {
        RunProgress progress = new RunProgress(RunProgress.Snapshot.START);
        List<Boolean> looks = new ArrayList<>();
        Pictures domain = new Pictures(
                "domain",
                IntStream.range(0, 12).mapToObj(i -> Path.of("sample-" + i)).toList(),
                Optional.empty(),
                List.of("a", "b"));
        try (PointerScope scope = new PointerScope();
                LossGuard guard = new LossGuard(
                        0,
                        OnNan.STOP,
                        Optional.of(new LossWatch(Device.CPU)),
                        null,
                        new Domains<>(domain, domain),
                        NO_CHECKPOINTS)) {
            for (int i = 0; i < 8; i++) {
                double loss = i < 6 ? 1 : i == 6 ? Double.NEGATIVE_INFINITY : 2;
                assertThat(guard.run(progress, batchOf(i), i % 4 == 0, look -> {
                            looks.add(look);
                            return outcome(loss);
                        }))
                        .isPresent();
                progress.stepDone();
            }
            assertThat(looks).hasSize(8).containsOnly(false);
            assertThatThrownBy(() -> guard.run(progress, batchOf(8), true, look -> outcome(1)))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("totalLoss in run 0, iteration 6 (read at iteration 8,")
                    .hasMessageContaining("Source samples of the step: sample-6\n")
                    .hasMessageEndingWith("Target samples of the step: sample-7");
        }
    }

    private static LoadedBatch batchOf(int step) {
        return new LoadedBatch(new int[] {step}, null, new int[] {step + 1}, null);
    }

    private static TrainingStep.Outcome outcome(double loss) {
        Tensor value = Tensors.of(new double[] {loss}, 1);
        return new TrainingStep.Outcome(
                null, new LossTerm.Contribution(value, List.of(Metric.of("classificationLoss", value))));
    }

    @Test
    void aMovedNetworkIsTrainedAndFrozenAsBefore() {
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network =
                        new AdaptationNetwork(Backbones.of("lenet").create(), 5, CLASSES)) {
            network.backbone().freezeThrough("layer1");
            var before = network.trainableParameters().stream()
                    .map(parameter -> parameter.name())
                    .toList();
            network.moveTo(META);
            assertThat(network.trainableParameters().stream().map(parameter -> parameter.name()))
                    .isEqualTo(before)
                    .isNotEmpty();
            assertThat(network.trainableParameters().get(0).tensor().is_leaf()).isTrue();
            assertThat(Device.of(network.classifierWeight())).isEqualTo(Device.META);
        }
    }
}
