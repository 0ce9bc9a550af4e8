package io.github.biwaa.adaptation.target;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Matrices;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ClassConfusionTest {
    private static final int SAMPLES = 7;
    private static final int CLASSES = 4;

    @Test
    void equalsTheFormulaInLoops() {
        double[][] logits = Matrices.random(8, SAMPLES, CLASSES, 3);
        try (PointerScope scope = new PointerScope()) {
            double[] actual = Tensors.toDoubles(loss(Matrices.tensor(logits, Precision.FLOAT64)));
            assertClose("loss", actual, new double[] {naive(logits)}, 1e-12);
        }
    }

    @Test
    void certainPredictionsAreNotConfused() {
        double[][] logits = new double[CLASSES][CLASSES];
        for (int k = 0; k < CLASSES; k++) {
            logits[k][k] = 1000;
        }
        try (PointerScope scope = new PointerScope()) {
            assertThat(Tensors.item(loss(Matrices.tensor(logits, Precision.FLOAT64))))
                    .isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void uniformPredictionsAreAsConfusedAsCanBe() {
        try (PointerScope scope = new PointerScope()) {
            Tensor uniform = Tensors.zeros(Precision.FLOAT64, SAMPLES, CLASSES);
            assertThat(Tensors.item(loss(uniform))).isCloseTo(1 - 1.0 / CLASSES, within(1e-12));
        }
    }

    /** The gradient treats the entropy weights as constants: it equals finite differences of the loss with the weights held. */
    @Test
    void weightsAreConstantsForTheBackwardSweep() {
        double[][] logits = Matrices.random(9, SAMPLES, CLASSES, 2);
        try (PointerScope scope = new PointerScope()) {
            Tensor leaf = Matrices.tensor(logits, Precision.FLOAT64).set_requires_grad(true);
            loss(leaf).backward();
            double[] gradient = Tensors.toDoubles(leaf.grad());
            double[] weights = weights(logits);
            double[] expected = new double[gradient.length];
            double h = 1e-6;
            for (int n = 0; n < SAMPLES; n++) {
                for (int k = 0; k < CLASSES; k++) {
                    double[][] up = copy(logits);
                    double[][] down = copy(logits);
                    up[n][k] += h;
                    down[n][k] -= h;
                    expected[n * CLASSES + k] = (naive(up, weights) - naive(down, weights)) / (2 * h);
                }
            }
            assertClose("gradient", gradient, expected, 1e-6);
        }
    }

    private static Tensor loss(Tensor targetLogits) {
        DomainBatch target = new DomainBatch(null, targetLogits, null);
        return new ClassConfusion()
                .contribution(new StepContext(0, null, target, null))
                .loss();
    }

    private static double naive(double[][] logits) {
        return naive(logits, weights(logits));
    }

    private static double naive(double[][] logits, double[] weights) {
        double[][] confusion = new double[CLASSES][CLASSES];
        for (int n = 0; n < SAMPLES; n++) {
            double[] p = predictions(logits[n]);
            for (int i = 0; i < CLASSES; i++) {
                for (int j = 0; j < CLASSES; j++) {
                    confusion[i][j] += p[i] * weights[n] * p[j];
                }
            }
        }
        double loss = 0;
        for (int i = 0; i < CLASSES; i++) {
            double row = 0;
            for (int j = 0; j < CLASSES; j++) {
                row += confusion[i][j];
            }
            for (int j = 0; j < CLASSES; j++) {
                loss += i == j ? 0 : confusion[i][j] / row;
            }
        }
        return loss / CLASSES;
    }

    private static double[] weights(double[][] logits) {
        double[] weights = new double[SAMPLES];
        double sum = 0;
        for (int n = 0; n < SAMPLES; n++) {
            double entropy = 0;
            for (double p : predictions(logits[n])) {
                entropy -= p * Math.log(p);
            }
            weights[n] = 1 + Math.exp(-entropy);
            sum += weights[n];
        }
        for (int n = 0; n < SAMPLES; n++) {
            weights[n] *= SAMPLES / sum;
        }
        return weights;
    }

    private static double[] predictions(double[] logits) {
        double[] cooled = logits.clone();
        for (int k = 0; k < cooled.length; k++) {
            cooled[k] /= 2.5;
        }
        return Matrices.softmax(cooled);
    }

    private static double[][] copy(double[][] matrix) {
        double[][] copy = new double[matrix.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }
}
