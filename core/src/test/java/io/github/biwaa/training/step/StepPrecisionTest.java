package io.github.biwaa.training.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.BuiltInMethod;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.convolution.ResNet;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.TensorType;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same steps of a small residual network in every precision. */
class StepPrecisionTest {
    private static final int CLASSES = 4;
    private static final int BATCH = 8;
    private static final int SAMPLES = 16;
    private static final int STEPS = 3;

    /** What bfloat16 rounds by: half of its last digit, 2^-8 relative. */
    private static final double ROUNDING = 1.0 / 256;

    /** What steps leave: the state, the metrics of each step, formats of what the terms saw. */
    private record Trace(
            Map<String, double[]> state,
            Map<String, TensorType> formats,
            List<Map<String, Double>> metrics,
            List<TensorType> seen,
            double[] scores) {}

    @Test
    void float64AndFloat32AgreeToFloat32sDigits() {
        Trace narrow = train(Precision.FLOAT32);
        Trace wide = train(Precision.FLOAT64);
        assertThat(wide.formats().values()).containsOnly(TensorType.F64, TensorType.I64);
        assertThat(wide.seen()).containsOnly(TensorType.F64);
        differences(narrow, wide)
                .forEach((name, difference) -> assertThat(difference).as(name).isLessThan(1e-3));
        assertThat(narrow.metrics().get(0).get("totalLoss"))
                .isNotEqualTo(wide.metrics().get(0).get("totalLoss"));
    }

    /**
     * A feature comes of 18 rounded layers. Errors of random signs add up like sqrt(18) * 2^-8 = 1.7 %; batch norm of 8 pictures amplifies them, by a
     * factor of 3 at most here. So losses of order 1, weights, statistics and the gradients of the heads, which see nothing but features, differ by less
     * than 5 %. Further down, a ReLU whose input was rounded across 0 passes another gradient: a share of 1 % of them changes it by
     * sqrt(1 %) = 10 % in each layer, sqrt(18) * 10 % = 42 % in the first, a cosine of 0.9.
     */
    @Test
    void bf16IsCloseToFloat32() {
        Trace exact = train(Precision.FLOAT32);
        Trace rounded = train(Precision.BF16);
        double tolerance = 3 * Math.sqrt(18) * ROUNDING;
        for (String metric : List.of("classificationLoss", "domainLoss")) {
            double expected = exact.metrics().get(0).get(metric);
            assertThat(Math.abs(rounded.metrics().get(0).get(metric) - expected))
                    .as(metric)
                    .isLessThan(tolerance * Math.max(1, expected));
        }
        // Biases start at 0, so that they are nothing but gradients.
        Map<String, Double> differences = differences(exact, rounded);
        for (String pattern : List.of("network\\.(?!.*bn\\d\\.bias|.*1\\.bias).*", "momentum\\.(bottleneck|fc)\\..*")) {
            assertThat(differences.keySet()).anyMatch(name -> name.matches(pattern));
            differences.forEach((name, difference) -> {
                if (name.matches(pattern)) {
                    assertThat(difference).as(name).isLessThan(tolerance);
                }
            });
        }
        assertThat(differences.get("network.layer2.0.conv1.weight"))
                .as("bfloat16 was used")
                .isGreaterThan(1e-4);
        assertThat(cosineOfBackboneUpdates(exact, rounded)).isGreaterThan(0.8);
        // Rounded in training and once more when scored.
        for (int i = 0; i < exact.scores().length; i++) {
            assertThat(Math.abs(rounded.scores()[i] - exact.scores()[i])).isLessThan(2 * tolerance);
        }
    }

    @Test
    void bf16KeepsParametersStatisticsFeaturesLossesAndStateInFloat32() {
        Trace trace = train(Precision.BF16);
        assertThat(trace.formats().values()).containsOnly(TensorType.F32, TensorType.I64);
        assertThat(trace.seen()).containsOnly(TensorType.F32);
        // A step of 1e-4 of a weight would be lost in bfloat16, whose digits are 40 times as coarse.
        assertThat(Arrays.stream(trace.state().get("network.layer1.0.conv1.weight"))
                        .anyMatch(weight -> (Float.floatToIntBits((float) weight) & 0xffff) != 0))
                .as("digits beyond bfloat16's")
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void equalStepsGiveEqualBits(Precision precision) {
        Trace one = train(precision);
        Trace other = train(precision);
        one.state()
                .forEach((name, values) ->
                        assertThat(other.state().get(name)).as(name).isEqualTo(values));
        assertThat(other.scores()).isEqualTo(one.scores());
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void nothingStaysInNativeMemory(Precision precision) {
        train(precision);
        long held = Pointer.totalCount();
        train(precision);
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(held);
    }

    /** @return the difference of every state tensor, relative to its norm */
    private static Map<String, Double> differences(Trace one, Trace other) {
        Map<String, Double> differences = new LinkedHashMap<>();
        one.state().forEach((name, a) -> {
            double[] b = other.state().get(name);
            double distance = 0;
            for (int i = 0; i < a.length; i++) {
                distance += (a[i] - b[i]) * (a[i] - b[i]);
            }
            if (dot(a, a) > 0) {
                differences.put(name, Math.sqrt(distance / dot(a, a)));
            }
        });
        return differences;
    }

    private static double cosineOfBackboneUpdates(Trace one, Trace other) {
        double both = 0;
        double first = 0;
        double second = 0;
        for (String name : one.state().keySet()) {
            if (name.matches("momentum\\.(conv1|bn1|layer).*")) {
                both += dot(one.state().get(name), other.state().get(name));
                first += dot(one.state().get(name), one.state().get(name));
                second += dot(other.state().get(name), other.state().get(name));
            }
        }
        return both / Math.sqrt(first * second);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static Trace train(Precision precision) {
        Engine.load();
        Engine.useThreads(1);
        Engine.seed(5);
        Placement placement = Placement.onCpu(precision);
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network = new AdaptationNetwork(
                        new ResNet(ResNet.BlockKind.BASIC, new int[] {2, 2, 2, 2}, new int[] {8, 8, 16, 16}, 8, 3),
                        16,
                        CLASSES);
                Objective objective = new Objective(BuiltInMethod.BIWAA.terms(new TermFactory(
                        CLASSES,
                        16,
                        placement,
                        new Ramp(100),
                        TermSettings.DEFAULTS
                                .with(TermSettings.DISCRIMINATOR_WIDTH, 16)
                                .with(TermSettings.DISCRIMINATOR_DROPOUT, 0.0))));
                SgdOptimizer optimizer = new SgdOptimizer()) {
            network.moveTo(placement);
            optimizer.add(network.trainableParameters(), 1);
            optimizer.add(objective.parameters(), 10);
            try (PseudoLabels labels =
                    new PseudoLabels(network.classifierWeight(), SAMPLES, CLASSES, Optional.empty())) {
                TrainingStep step = new TrainingStep(network, objective, labels, optimizer, new InverseDecay(0.001));
                RunState state = new RunState(network, objective, optimizer, labels);
                List<Map<String, Double>> metrics = new ArrayList<>();
                List<TensorType> seen = new ArrayList<>();
                for (int i = 0; i < STEPS; i++) {
                    try (PointerScope inner = new PointerScope()) {
                        TrainingStep.Outcome outcome = step.run(i, batch(i));
                        metrics.add(read(outcome));
                        seen.addAll(formats(outcome));
                    }
                }
                return trace(network, state, metrics, seen);
            }
        }
    }

    private static Map<String, Double> read(TrainingStep.Outcome outcome) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (Metric metric : outcome.total().metrics()) {
            values.put(metric.name(), metric.value().getAsDouble());
        }
        return values;
    }

    private static List<TensorType> formats(TrainingStep.Outcome outcome) {
        List<TensorType> formats = new ArrayList<>();
        for (DomainBatch domain :
                List.of(outcome.context().source(), outcome.context().target())) {
            formats.add(TensorType.of(domain.features().scalar_type()));
            formats.add(TensorType.of(domain.logits().scalar_type()));
        }
        formats.add(TensorType.of(outcome.total().loss().scalar_type()));
        return formats;
    }

    private static Trace trace(
            AdaptationNetwork network, RunState state, List<Map<String, Double>> metrics, List<TensorType> seen) {
        Map<String, double[]> values = new LinkedHashMap<>();
        Map<String, TensorType> formats = new LinkedHashMap<>();
        state.tensors().forEach((name, tensor) -> {
            values.put(name, Tensors.toDoubles(tensor));
            formats.put(name, TensorType.of(tensor.scalar_type()));
        });
        double[] scores = Tensors.toDoubles(Tensors.withoutGradient(
                () -> network.forward(batch(STEPS).source(), Mode.EVALUATION).softmax(1)));
        return new Trace(values, formats, metrics, seen, scores);
    }

    private static TrainingStep.Batch batch(int i) {
        Engine.seed(100 + i);
        long[] classes = new long[BATCH];
        int[] samples = new int[BATCH];
        for (int n = 0; n < BATCH; n++) {
            classes[n] = n % CLASSES;
            samples[n] = (n * 5 + i) % SAMPLES;
        }
        return new TrainingStep.Batch(noise(), Tensors.of(classes, BATCH), noise(), samples);
    }

    private static Tensor noise() {
        return Tensors.zeros(Precision.FLOAT32, BATCH, 3, 64, 64).normal_(0, 1, new GeneratorOptional());
    }
}
