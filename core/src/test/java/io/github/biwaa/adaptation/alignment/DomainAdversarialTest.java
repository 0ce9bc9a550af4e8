package io.github.biwaa.adaptation.alignment;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.LossTerm.Contribution;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Matrices;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DomainAdversarialTest {
    private static final int SAMPLES = 4;
    private static final int CLASSES = 3;
    private static final int WIDTH = 5;
    private static final int HIDDEN = 6;
    private static final double LAMBDA = 3;
    private static final long ITERATION = 2500;

    private final double[][] sourceFeatures = Matrices.random(1, SAMPLES, WIDTH, 1);
    private final double[][] targetFeatures = Matrices.random(2, SAMPLES, WIDTH, 1);
    private final double[][] sourceLogits = Matrices.random(3, SAMPLES, CLASSES, 2);
    private final double[][] targetLogits = Matrices.random(4, SAMPLES, CLASSES, 2);
    private final double[][] classifierWeight = Matrices.random(5, CLASSES, WIDTH, 1);
    private final int[] sourceLabels = {0, 1, 2, 1};
    private final int[] targetLabels = {2, 2, 0, 1};

    private PointerScope scope;
    private DomainDiscriminator discriminator;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        Engine.load();
        Engine.seed(11);
        discriminator = new DomainDiscriminator(WIDTH, HIDDEN, 0);
        discriminator.moveTo(Placement.onCpu(Precision.FLOAT64));
        // Biases are zero at first; here they take part.
        Tensors.withoutGradient(() -> discriminator.trainableParameters().forEach(parameter -> {
            long[] shape = parameter.tensor().shape();
            if (shape.length == 1) {
                parameter.tensor().copy_(Tensors.of(Matrices.random(shape[0], 1, (int) shape[0], 0.3)[0], shape));
            }
        }));
    }

    @AfterEach
    void close() {
        discriminator.close();
        scope.close();
    }

    @ParameterizedTest
    @EnumSource(Weighting.class)
    void equalsTheFormulaInLoops(Weighting weighting) {
        Contribution actual = evaluate(weighting);
        double sum = 0;
        int right = 0;
        for (int n = 0; n < SAMPLES; n++) {
            double source = logit(sourceFeatures[n], sourceLogits[n], sourceLabels[n], weighting.weightsSource());
            double target = logit(targetFeatures[n], targetLogits[n], targetLabels[n], weighting.weightsTarget());
            sum -= Math.log(1 / (1 + Math.exp(-source))) + Math.log(1 - 1 / (1 + Math.exp(-target)));
            right += (source > 0 ? 1 : 0) + (target > 0 ? 0 : 1);
        }
        assertClose("loss", Tensors.toDoubles(actual.loss()), new double[] {sum / (2 * SAMPLES)}, 1e-12);
        assertThat(metric(actual, "domainAccuracy")).isCloseTo(right / (2.0 * SAMPLES), within(1e-12));
        assertThat(metric(actual, "reversalCoefficient"))
                .as("one iteration ahead")
                .isEqualTo(new Ramp(20000).at(ITERATION + 1));
    }

    /** The weighting's four settings are four different losses: each domain's switch does something. */
    @Test
    void everyWeightingCounts() {
        double[] losses = new double[Weighting.values().length];
        for (Weighting weighting : Weighting.values()) {
            losses[weighting.ordinal()] = Tensors.item(evaluate(weighting).loss());
        }
        assertThat(losses).doesNotHaveDuplicates();
    }

    @Test
    void theWeightsAreConstantsForTheBackwardSweep() {
        Tensor logits = Matrices.tensor(sourceLogits, Precision.FLOAT64).set_requires_grad(true);
        Tensor classifier = Matrices.tensor(classifierWeight, Precision.FLOAT64).set_requires_grad(true);
        Tensor features = Matrices.tensor(sourceFeatures, Precision.FLOAT64).set_requires_grad(true);
        DomainBatch batch = new DomainBatch(features, logits, Tensors.indices(sourceLabels));
        term(Weighting.BOTH)
                .contribution(new StepContext(ITERATION, batch, batch, classifier))
                .loss()
                .backward();
        assertThat(features.grad().defined()).isTrue();
        assertThat(logits.grad().defined()).isFalse();
        assertThat(classifier.grad().defined()).isFalse();
    }

    private DomainAdversarial term(Weighting weighting) {
        return new DomainAdversarial(discriminator, weighting, LAMBDA, new Ramp(20000));
    }

    private Contribution evaluate(Weighting weighting) {
        return term(weighting)
                .contribution(new StepContext(
                        ITERATION,
                        batch(sourceFeatures, sourceLogits, sourceLabels),
                        batch(targetFeatures, targetLogits, targetLabels),
                        Matrices.tensor(classifierWeight, Precision.FLOAT64)));
    }

    private static DomainBatch batch(double[][] features, double[][] logits, int[] labels) {
        return new DomainBatch(
                Matrices.tensor(features, Precision.FLOAT64),
                Matrices.tensor(logits, Precision.FLOAT64),
                Tensors.indices(labels));
    }

    private double logit(double[] features, double[] logits, int label, boolean weighted) {
        double[] input = features.clone();
        if (weighted) {
            double[] gradient = new double[WIDTH];
            double[] p = Matrices.softmax(logits);
            for (int j = 0; j < WIDTH; j++) {
                for (int k = 0; k < CLASSES; k++) {
                    gradient[j] += (p[k] - (k == label ? 1 : 0)) * classifierWeight[k][j];
                }
            }
            double norm = Math.sqrt(Matrices.dot(gradient, gradient));
            for (int j = 0; j < WIDTH; j++) {
                input[j] *= LAMBDA * gradient[j] / norm;
            }
        }
        Map<String, Tensor> weights = discriminator.namedTensors();
        double[] hidden = rectified(affine(weights, "ad_layer1", input));
        return affine(weights, "ad_layer3", rectified(affine(weights, "ad_layer2", hidden)))[0];
    }

    private static double[] affine(Map<String, Tensor> weights, String layer, double[] input) {
        double[][] weight = Matrices.rows(weights.get(layer + ".weight"));
        double[] output = Tensors.toDoubles(weights.get(layer + ".bias"));
        for (int i = 0; i < output.length; i++) {
            output[i] += Matrices.dot(weight[i], input);
        }
        return output;
    }

    private static double[] rectified(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0, values[i]);
        }
        return values;
    }

    private static double metric(Contribution contribution, String name) {
        return contribution.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsDouble();
    }
}
