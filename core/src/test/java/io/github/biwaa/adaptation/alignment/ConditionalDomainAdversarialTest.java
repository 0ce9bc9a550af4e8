package io.github.biwaa.adaptation.alignment;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Matrices;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionalDomainAdversarialTest {
    private static final int SAMPLES = 4;
    private static final int CLASSES = 3;
    private static final int WIDTH = 5;
    private static final long ITERATION = 2500;

    private final double[][] features = Matrices.random(1, 2 * SAMPLES, WIDTH, 1);
    private final double[][] logits = Matrices.random(3, 2 * SAMPLES, CLASSES, 2);
    private PointerScope scope;
    private DomainDiscriminator discriminator;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        Engine.load();
        Engine.seed(11);
        discriminator = new DomainDiscriminator(WIDTH * CLASSES, 6, 0);
        discriminator.moveTo(Placement.onCpu(Precision.FLOAT64));
    }

    @AfterEach
    void close() {
        discriminator.close();
        scope.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void equalsTheFormulaInLoops(boolean entropyWeighted) {
        double[] certainty = new double[2 * SAMPLES];
        double[] means = new double[2];
        double[][] joint = new double[2 * SAMPLES][WIDTH * CLASSES];
        for (int n = 0; n < 2 * SAMPLES; n++) {
            double[] p = Matrices.softmax(logits[n]);
            double entropy = 0;
            for (int k = 0; k < CLASSES; k++) {
                entropy -= p[k] * Math.log(p[k]);
                for (int j = 0; j < WIDTH; j++) {
                    joint[n][k * WIDTH + j] = p[k] * features[n][j];
                }
            }
            certainty[n] = 1 + Math.exp(-entropy);
            means[n / SAMPLES] += certainty[n] / SAMPLES;
        }
        double[] answers =
                Tensors.toDoubles(discriminator.forward(Matrices.tensor(joint, Precision.FLOAT64), Mode.EVALUATION));
        double loss = 0;
        for (int n = 0; n < 2 * SAMPLES; n++) {
            double weight = entropyWeighted ? certainty[n] / means[n / SAMPLES] : 1;
            double saysSource = 1 / (1 + Math.exp(-answers[n]));
            loss -= weight * Math.log(n < SAMPLES ? saysSource : 1 - saysSource) / (2 * SAMPLES);
        }
        Tensor actual = term(entropyWeighted)
                .contribution(
                        step(Matrices.tensor(features, Precision.FLOAT64), Matrices.tensor(logits, Precision.FLOAT64)))
                .loss();
        assertClose("loss", Tensors.toDoubles(actual), new double[] {loss}, 1e-12);
    }

    @Test
    void entropyWeightsChangeTheLoss() {
        StepContext step =
                step(Matrices.tensor(features, Precision.FLOAT64), Matrices.tensor(logits, Precision.FLOAT64));
        assertThat(Tensors.item(term(true).contribution(step).loss()))
                .isNotEqualTo(Tensors.item(term(false).contribution(step).loss()));
    }

    @Test
    void onlyTheFeaturesLearnAndTheirGradientIsReversed() {
        Tensor leaf = Matrices.tensor(features, Precision.FLOAT64).set_requires_grad(true);
        Tensor classes = Matrices.tensor(logits, Precision.FLOAT64).set_requires_grad(true);
        term(true).contribution(step(leaf, classes)).loss().backward();
        assertThat(classes.grad().defined()).isFalse();

        double h = 1e-6;
        double[] difference = new double[2 * SAMPLES * WIDTH];
        for (int n = 0; n < 2 * SAMPLES; n++) {
            for (int j = 0; j < WIDTH; j++) {
                difference[n * WIDTH + j] = (lossWith(n, j, h) - lossWith(n, j, -h)) / (2 * h);
            }
        }
        double coefficient = new Ramp(20000).at(ITERATION + 1);
        double[] expected = difference.clone();
        for (int i = 0; i < expected.length; i++) {
            expected[i] *= -coefficient;
        }
        assertClose("gradient", Tensors.toDoubles(leaf.grad()), expected, 1e-6);
    }

    private double lossWith(int sample, int feature, double change) {
        double saved = features[sample][feature];
        features[sample][feature] = saved + change;
        try {
            return Tensors.item(term(true)
                    .contribution(step(
                            Matrices.tensor(features, Precision.FLOAT64), Matrices.tensor(logits, Precision.FLOAT64)))
                    .loss());
        } finally {
            features[sample][feature] = saved;
        }
    }

    private ConditionalDomainAdversarial term(boolean entropyWeighted) {
        return new ConditionalDomainAdversarial(discriminator, entropyWeighted, new Ramp(20000));
    }

    private static StepContext step(Tensor features, Tensor logits) {
        return new StepContext(ITERATION, half(features, logits, 0), half(features, logits, SAMPLES), null);
    }

    private static DomainBatch half(Tensor features, Tensor logits, int from) {
        return new DomainBatch(features.narrow(0, from, SAMPLES), logits.narrow(0, from, SAMPLES), null);
    }
}
