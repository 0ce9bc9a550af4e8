package io.github.biwaa.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.model.Calibration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The temperature against a search over a fine grid, and what it does to probabilities that are known to be too high. */
class TemperatureScalingTest {

    @Test
    void noTemperatureOfAGridIsBetter() {
        for (int[] size : new int[][] {{5, 2}, {40, 3}, {200, 10}}) {
            double[][] p = rows(size[0], size[1], 3);
            int[] labels = drawn(p, 0.5);
            double best = TemperatureScaling.temperature(p, labels);
            double smallest = smoothedCrossEntropy(p, labels, best);
            for (double temperature = 0.02; temperature < 50; temperature *= 1.01) {
                assertThat(smoothedCrossEntropy(p, labels, temperature)).isGreaterThanOrEqualTo(smallest - 1e-9);
            }
        }
    }

    /** Labels drawn from p^(1/2) over its sum: probabilities p are those of a temperature of 2. */
    @Test
    void findsTheTemperatureThatLabelsWereDrawnAt() {
        double[][] p = rows(20_000, 4, 4);
        assertThat(TemperatureScaling.temperature(p, drawn(p, 2))).isCloseTo(2, within(0.1));
        assertThat(TemperatureScaling.temperature(p, drawn(p, 1))).isCloseTo(1, within(0.05));
    }

    @Test
    void staysFiniteWhereTheNetworkIsAlwaysRightOrAlwaysWrong() {
        double[][] p = {{0.9, 0.1}, {0.2, 0.8}, {1, 0}};
        assertThat(TemperatureScaling.temperature(p, new int[] {0, 1, 0})).isBetween(0.1, 100.0);
        assertThat(TemperatureScaling.temperature(p, new int[] {1, 0, 1})).isBetween(1.0, 1001.0);
    }

    @Test
    void scalingIsTheSoftmaxOfDividedLogits() {
        double[] logits = {1.5, -0.5, 3};
        double[] scaled = Calibration.scaled(softmax(logits, 1), 1.7);
        double[] expected = softmax(logits, 1.7);
        for (int k = 0; k < logits.length; k++) {
            assertThat(scaled[k]).isCloseTo(expected[k], within(1e-12));
        }
        assertThat(Calibration.scaled(new double[] {1, 0}, 3)).containsExactly(1, 0);
    }

    private static double smoothedCrossEntropy(double[][] p, int[] labels, double temperature) {
        double loss = 0;
        int n = labels.length;
        int classes = p[0].length;
        for (int i = 0; i < n; i++) {
            double[] q = Calibration.scaled(p[i], temperature);
            for (int k = 0; k < classes; k++) {
                loss -= (k == labels[i] ? n + 1.0 : 1.0) / (n + classes) * Math.log(q[k]);
            }
        }
        return loss / n;
    }

    private static double[][] rows(int n, int classes, double spread) {
        SplittableRandom random = new SplittableRandom(n + classes);
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = softmax(random.doubles(classes, -spread, spread).toArray(), 1);
        }
        return rows;
    }

    private static double[] softmax(double[] logits, double temperature) {
        double[] p = new double[logits.length];
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            p[k] = Math.exp(logits[k] / temperature);
            sum += p[k];
        }
        for (int k = 0; k < p.length; k++) {
            p[k] /= sum;
        }
        return p;
    }

    private static int[] drawn(double[][] p, double temperature) {
        SplittableRandom random = new SplittableRandom(5);
        int[] labels = new int[p.length];
        for (int i = 0; i < p.length; i++) {
            double[] q = Calibration.scaled(p[i], temperature);
            double rest = random.nextDouble();
            while (labels[i] < q.length - 1 && rest >= q[labels[i]]) {
                rest -= q[labels[i]++];
            }
        }
        return labels;
    }
}
