package io.github.biwaa.adaptation.alignment;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.golden.Matrices;
import org.junit.jupiter.api.Test;

class CorrelationAlignmentTest {
    private static final int WIDTH = 4;
    private static final double[][] SOURCE = Matrices.random(1, 7, WIDTH, 2);
    private static final double[][] TARGET = Matrices.random(2, 6, WIDTH, 3);

    @Test
    void equalsTheFormulaInLoops() {
        assertThat(FeatureDistances.loss(new CorrelationAlignment(1), SOURCE, TARGET))
                .isCloseTo(naive(SOURCE, TARGET), within(1e-12));
        assertThat(FeatureDistances.loss(new CorrelationAlignment(1000), SOURCE, TARGET))
                .isCloseTo(1000 * naive(SOURCE, TARGET), within(1e-9));
    }

    @Test
    void theGradientEqualsFiniteDifferences() {
        double[] expected = new double[TARGET.length * WIDTH];
        double h = 1e-6;
        for (int n = 0; n < expected.length; n++) {
            double kept = TARGET[n / WIDTH][n % WIDTH];
            TARGET[n / WIDTH][n % WIDTH] = kept + h;
            double up = naive(SOURCE, TARGET);
            TARGET[n / WIDTH][n % WIDTH] = kept - h;
            expected[n] = (up - naive(SOURCE, TARGET)) / (2 * h);
            TARGET[n / WIDTH][n % WIDTH] = kept;
        }
        double[] gradient = FeatureDistances.gradient(new CorrelationAlignment(1), SOURCE, TARGET);
        assertClose("gradient", gradient, expected, 1e-6);
    }

    /** Covariances do not see where the features lie. */
    @Test
    void movedFeaturesAreNotFar() {
        double[][] moved = FeatureDistances.moved(SOURCE, 5);
        assertThat(FeatureDistances.loss(new CorrelationAlignment(1), SOURCE, moved))
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void oneSampleOfEachDomainIsFinite() {
        double[][] one = {{1, 2}};
        double[][] other = {{3, -4}};
        assertThat(FeatureDistances.loss(new CorrelationAlignment(1), one, other))
                .isZero();
    }

    private static double naive(double[][] source, double[][] target) {
        double[][] ofSource = covariance(source);
        double[][] ofTarget = covariance(target);
        double sum = 0;
        for (int i = 0; i < WIDTH; i++) {
            for (int j = 0; j < WIDTH; j++) {
                sum += Math.pow(ofSource[i][j] - ofTarget[i][j], 2);
            }
        }
        return sum / (4.0 * WIDTH * WIDTH);
    }

    private static double[][] covariance(double[][] rows) {
        double[] mean = new double[WIDTH];
        for (double[] row : rows) {
            for (int i = 0; i < WIDTH; i++) {
                mean[i] += row[i] / rows.length;
            }
        }
        double[][] covariance = new double[WIDTH][WIDTH];
        for (double[] row : rows) {
            for (int i = 0; i < WIDTH; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / (rows.length - 1);
                }
            }
        }
        return covariance;
    }
}
