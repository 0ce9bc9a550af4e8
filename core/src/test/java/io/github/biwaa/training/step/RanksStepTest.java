package io.github.biwaa.training.step;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.convolution.ResNet;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.distributed.Ranks;
import io.github.biwaa.torch.distributed.RanksInThreads;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of several ranks are those of one process. The ranks are threads here, so nothing may be drawn from libtorch's generator, which they share. */
class RanksStepTest {
    private static final int BATCH = 36;
    private static final int SIDE = 8;
    private static final int CLASSES = 3;
    private static final int STEPS = 3;

    /** What is trained how. */
    private record Case(String method, boolean batchNorm, double sharpness, Precision precision, int steps) {
        Map<String, double[]> train(Ranks ranks) {
            return train(ranks, false);
        }

        Map<String, double[]> train(Ranks ranks, boolean localBatchNorm) {
            try (PointerScope scope = new PointerScope();
                    Training training = training(this, backbone -> backbone)) {
                training.network.spreadOver(ranks, localBatchNorm);
                return training.train();
            }
        }

        Map<String, double[]> trainInHalves() {
            try (PointerScope scope = new PointerScope();
                    Training training = training(this, Halves::new)) {
                return training.train();
            }
        }
    }

    private record Training(
            Case trained, AdaptationNetwork network, Objective objective, PseudoLabels labels, SgdOptimizer optimizer)
            implements AutoCloseable {

        Map<String, double[]> train() {
            TrainingStep step = new TrainingStep(
                    network, objective, labels, optimizer, new InverseDecay(0.001), trained.sharpness());
            Map<String, double[]> seen = new LinkedHashMap<>();
            for (int i = 0; i < trained.steps(); i++) {
                TrainingStep.Outcome outcome = step.run(i, batch(i));
                seen.put("loss " + i, Tensors.toDoubles(outcome.total().loss()));
                seen.put(
                        "features " + i,
                        Tensors.toDoubles(outcome.context().target().features()));
            }
            network.namedTensors().forEach((name, tensor) -> seen.put(name, Tensors.toDoubles(tensor)));
            objective.state().forEach((name, tensor) -> seen.put(name, Tensors.toDoubles(tensor)));
            seen.put("pseudo-labels", Tensors.toDoubles(labels.table()));
            // An uneven number of samples, and fewer of them than ranks.
            for (int samples : new int[] {7, 1}) {
                Tensor scores = Tensors.withoutGradient(() -> network.forward(noise(99, samples), Mode.EVALUATION));
                seen.put("scores of " + samples, Tensors.toDoubles(scores));
            }
            return seen;
        }

        private TrainingStep.Batch batch(int i) {
            long[] classes =
                    IntStream.range(0, BATCH).mapToLong(n -> n % CLASSES).toArray();
            Optional<TrainingStep.SecondView> second = objective.needsViews()
                    ? Optional.of(new TrainingStep.SecondView(noise(200 + i, BATCH), () -> new SplittableRandom(i)))
                    : Optional.empty();
            return new TrainingStep.Batch(
                    noise(i, BATCH),
                    Tensors.of(classes, BATCH),
                    noise(100 + i, BATCH),
                    IntStream.range(0, BATCH).toArray(),
                    second,
                    TrainingStep.NO_TEACHER);
        }

        private Tensor noise(long seed, int samples) {
            double[] values = new double[samples * 3 * SIDE * SIDE];
            SplittableRandom random = new SplittableRandom(seed);
            Arrays.setAll(values, j -> random.nextDouble() * 2 - 1);
            return Tensors.of(values, samples, 3, SIDE, SIDE)
                    .to(trained.precision().scalarType());
        }

        @Override
        public void close() {
            optimizer.close();
            labels.close();
            objective.close();
            network.close();
        }
    }

    /** All ranks draw the same starting values, one after the other. */
    private static synchronized Training training(Case trained, UnaryOperator<Backbone> wrapping) {
        Engine.seed(7);
        Placement placement = Placement.onCpu(trained.precision());
        Backbone backbone = new ResNet(ResNet.BlockKind.BASIC, new int[] {1, 1, 1, 1}, new int[] {4, 8, 16, 32}, 4, 3);
        AdaptationNetwork network = new AdaptationNetwork(wrapping.apply(backbone), 16, CLASSES);
        network.moveTo(placement);
        if (!trained.batchNorm()) {
            network.parts(BatchNorm.class).forEach(Layer::freeze);
        }
        SettingValues settings = TermSettings.DEFAULTS
                .with(TermSettings.DISCRIMINATOR_WIDTH, 16)
                .with(TermSettings.DISCRIMINATOR_DROPOUT, 0.0);
        Objective objective = new Objective(Methods.named(trained.method())
                .terms(new TermFactory(CLASSES, 16, placement, new Ramp(20), settings, BATCH, STEPS)));
        PseudoLabels labels = new PseudoLabels(placement.zeros(1), BATCH, CLASSES, Optional.empty());
        SgdOptimizer optimizer = new SgdOptimizer();
        optimizer.add(network.trainableParameters(), 1);
        optimizer.add(objective.parameters(), SgdOptimizer.HEAD_MULTIPLIER);
        return new Training(trained, network, objective, labels, optimizer);
    }

    @ParameterizedTest
    @CsvSource({
        "biwaa, true, 0",
        "biwaa, false, 0",
        "mcc, true, 0",
        "mcc, false, 0",
        "cdan, true, 0",
        "cdan, false, 0",
        "gsde, true, 0",
        "gsde, false, 0",
        "cdan, true, 0.05"
    })
    void twoAndFourRanksTrainAsOneProcess(String method, boolean batchNorm, double sharpness) {
        compare(new Case(method, batchNorm, sharpness, Precision.FLOAT64, STEPS), 1e-9);
    }

    /** One step: further ones amplify what is rounded, in one process, too. */
    @ParameterizedTest
    @ValueSource(strings = {"biwaa", "mcc", "cdan", "gsde"})
    void inFloat32ToRounding(String method) {
        compare(new Case(method, true, 0, Precision.FLOAT32, 1), 1e-4);
    }

    private static void compare(Case trained, double tolerance) {
        Map<String, double[]> alone = trained.train(Ranks.ALONE);
        for (int size : new int[] {2, 4}) {
            List<Map<String, double[]>> all = RanksInThreads.run(size, trained::train);
            alone.forEach((name, values) ->
                    assertClose(size + " ranks, " + name, all.get(0).get(name), values, tolerance));
            all.forEach(other -> assertEqualBits(other, all.get(0)));
        }
    }

    /** Gloo of their own: as NCCL would exchange what lies on GPUs. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onDevicesRanksTrainAsOnTheHost(boolean localBatchNorm) {
        Case trained = new Case("biwaa", true, 0, Precision.FLOAT64, 2);
        List<Map<String, double[]>> onHost = RanksInThreads.run(2, ranks -> trained.train(ranks, localBatchNorm));
        List<Map<String, double[]>> onDevices =
                RanksInThreads.runOnDevices(2, ranks -> trained.train(ranks, localBatchNorm));
        onDevices.forEach(rank -> assertEqualBits(rank, onHost.get(0)));
    }

    @Test
    void bitsAreEqualFromTrainingToTraining() {
        Case trained = new Case("biwaa", true, 0, Precision.FLOAT32, 3);
        assertEqualBits(
                RanksInThreads.run(2, trained::train).get(1),
                RanksInThreads.run(2, trained::train).get(0));
    }

    /** Passes the halves of a batch one after the other, both with the running statistics from before, whose mean stays. */
    private static final class Halves extends Backbone {
        private final Backbone whole;

        Halves(Backbone whole) {
            this.whole = child("", whole);
        }

        @Override
        public int featureWidth() {
            return whole.featureWidth();
        }

        @Override
        public List<Stage> stages() {
            return whole.stages();
        }

        @Override
        protected Tensor features(Tensor images, Mode mode) {
            if (!mode.training()) {
                return whole.forward(images, mode);
            }
            List<Tensor> running = whole.parts(BatchNorm.class).stream()
                    .flatMap(norm -> norm.runningStatistics().stream())
                    .toList();
            List<Tensor> before = running.stream().map(Tensor::clone).toList();
            long half = images.size(0) / 2;
            Tensor first = whole.forward(images.narrow(0, 0, half), mode);
            List<Tensor> afterFirst = running.stream().map(Tensor::clone).toList();
            for (int i = 0; i < running.size(); i++) {
                running.get(i).copy_(before.get(i));
            }
            Tensor second = whole.forward(images.narrow(0, half, half), mode);
            for (int i = 0; i < running.size(); i++) {
                running.get(i).add_(afterFirst.get(i)).mul_(Tensors.scalar(0.5));
            }
            return Tensors.concatenate(first, second);
        }
    }

    @ParameterizedTest
    @CsvSource({"biwaa, 0", "gsde, 0", "cdan, 0.05"})
    void withLocalBatchNormTwoRanksTrainAsTwoHalvesOfABatch(String method, double sharpness) {
        Case trained = new Case(method, true, sharpness, Precision.FLOAT64, STEPS);
        Map<String, double[]> expected = trained.trainInHalves();
        List<Map<String, double[]>> ranks = RanksInThreads.run(2, rank -> trained.train(rank, true));
        expected.forEach((name, values) -> {
            if (!name.endsWith("num_batches_tracked")) {
                assertClose(name, ranks.get(0).get(name), values, 1e-9);
            }
        });
        assertEqualBits(ranks.get(1), ranks.get(0));
        assertThat(ranks.get(0).get("loss 0"))
                .as("other than by the statistics of whole batches")
                .isNotEqualTo(trained.train(Ranks.ALONE).get("loss 0"));
    }

    @Test
    void withLocalBatchNormBitsAreEqualFromTrainingToTraining() {
        Case trained = new Case("biwaa", true, 0, Precision.FLOAT32, 3);
        assertEqualBits(
                RanksInThreads.run(3, rank -> trained.train(rank, true)).get(1),
                RanksInThreads.run(3, rank -> trained.train(rank, true)).get(0));
    }

    @Test
    void aBatchThatCannotBeSharedOutIsRefused() {
        Case trained = new Case("mcc", true, 0, Precision.FLOAT32, 1);
        assertThatThrownBy(() -> RanksInThreads.run(5, trained::train))
                .hasRootCauseInstanceOf(InvalidSettingException.class)
                .hasStackTraceContaining("batch-size: 36 cannot be divided equally among 5 ranks");
    }

    private static void assertEqualBits(Map<String, double[]> actual, Map<String, double[]> expected) {
        expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
    }
}
