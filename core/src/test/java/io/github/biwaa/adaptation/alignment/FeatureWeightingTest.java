package io.github.biwaa.adaptation.alignment;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.golden.Matrices;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureWeightingTest {
    private static final int SAMPLES = 9;
    private static final int CLASSES = 6;
    private static final int WIDTH = 11;

    private PointerScope scope;

    @BeforeEach
    void open() {
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void equalsTheDefinitionInLoops(long seed) {
        double[][] logits = Matrices.random(seed, SAMPLES, CLASSES, 2);
        double[][] classifierWeight = Matrices.random(seed + 100, CLASSES, WIDTH, 0.3);
        int[] labels = labels(seed);
        double[][] expected = new double[SAMPLES][WIDTH];
        for (int n = 0; n < SAMPLES; n++) {
            double[] p = Matrices.softmax(logits[n]);
            for (int k = 0; k < CLASSES; k++) {
                double factor = p[k] - (k == labels[n] ? 1 : 0);
                for (int j = 0; j < WIDTH; j++) {
                    expected[n][j] += factor * classifierWeight[k][j];
                }
            }
            double norm = Math.sqrt(Matrices.dot(expected[n], expected[n]));
            for (int j = 0; j < WIDTH; j++) {
                expected[n][j] *= 7 / norm;
            }
        }
        double[][] weights = weights(logits, labels, classifierWeight, 7, Precision.FLOAT64);
        assertClose("weights", Matrices.flat(weights), Matrices.flat(expected), 1e-12);
    }

    @Test
    void noGradientFlowsIntoTheWeights() {
        var logits = Matrices.tensor(Matrices.random(4, SAMPLES, CLASSES, 1), Precision.FLOAT64)
                .set_requires_grad(true);
        var classifierWeight = Matrices.tensor(Matrices.random(5, CLASSES, WIDTH, 1), Precision.FLOAT64)
                .set_requires_grad(true);
        assertThat(FeatureWeighting.weights(logits, Tensors.indices(labels(1)), classifierWeight, 10)
                        .requires_grad())
                .isFalse();
    }

    /** However confident the sample, and however large or small the classifier's weights. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e4, 1e-30, 1e30})
    void everyRowHasTheNormLambdaInFloat32(double scaleOfClassifier) {
        double[][] logits = Matrices.random(6, SAMPLES, CLASSES, 1);
        for (int n = 0; n < SAMPLES; n++) {
            for (int k = 0; k < CLASSES; k++) {
                logits[n][k] = n % 3 == 0 ? logits[n][k] : Math.signum(logits[n][k]) * 1e4;
            }
        }
        double[][] classifierWeight = Matrices.random(7, CLASSES, WIDTH, scaleOfClassifier);
        for (double[] row : weights(logits, labels(8), classifierWeight, 10, Precision.FLOAT32)) {
            assertThat(Math.sqrt(Matrices.dot(row, row))).isCloseTo(10, within(1e-4));
        }
    }

    @Test
    void aRowIsZeroOnlyWhereTheDirectionIs() {
        // Two classes with equal weights: no change of the features can change the loss.
        double[][] logits = {{3, -1}, {0, 0}};
        double[][] equal = {{1, 2, 3}, {1, 2, 3}};
        double[][] nearlyEqual = {{1, 2, 3}, {1, 2, 3 + 1e-9}};
        int[] labels = {0, 1};
        assertThat(Matrices.flat(weights(logits, labels, equal, 10, Precision.FLOAT64)))
                .containsOnly(0);
        assertThat(weights(logits, labels, nearlyEqual, 10, Precision.FLOAT64))
                .isDeepEqualTo(new double[][] {{0, 0, 10}, {0, 0, -10}});
    }

    @Test
    void classesMayBeNumberedInAnyOrder() {
        int[] place = {3, 0, 5, 1, 4, 2};
        double[][] logits = Matrices.random(10, SAMPLES, CLASSES, 3);
        double[][] classifierWeight = Matrices.random(11, CLASSES, WIDTH, 1);
        int[] labels = labels(12);
        double[][] movedLogits = new double[SAMPLES][CLASSES];
        double[][] movedWeight = new double[CLASSES][];
        int[] movedLabels = new int[SAMPLES];
        for (int k = 0; k < CLASSES; k++) {
            movedWeight[place[k]] = classifierWeight[k];
            for (int n = 0; n < SAMPLES; n++) {
                movedLogits[n][place[k]] = logits[n][k];
            }
        }
        for (int n = 0; n < SAMPLES; n++) {
            movedLabels[n] = place[labels[n]];
        }
        assertClose(
                "weights",
                Matrices.flat(weights(movedLogits, movedLabels, movedWeight, 10, Precision.FLOAT64)),
                Matrices.flat(weights(logits, labels, classifierWeight, 10, Precision.FLOAT64)),
                1e-12);
    }

    private static double[][] weights(
            double[][] logits, int[] labels, double[][] classifierWeight, double lambda, Precision precision) {
        return Matrices.rows(FeatureWeighting.weights(
                Matrices.tensor(logits, precision),
                Tensors.indices(labels),
                Matrices.tensor(classifierWeight, precision),
                lambda));
    }

    private static int[] labels(long seed) {
        return new SplittableRandom(seed).ints(SAMPLES, 0, CLASSES).toArray();
    }
}
