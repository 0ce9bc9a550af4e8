package io.github.biwaa.adaptation.alignment;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.golden.Matrices;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeanDiscrepancyTest {
    private static final int WIDTH = 3;
    private static final double[][] SOURCE = Matrices.random(1, 5, WIDTH, 2);
    private static final double[][] TARGET = Matrices.random(2, 4, WIDTH, 3);

    @Test
    void equalsTheFormulaInLoops() {
        assertThat(FeatureDistances.loss(new MeanDiscrepancy(), SOURCE, TARGET))
                .isCloseTo(naive(SOURCE, TARGET, scale(SOURCE, TARGET)), within(1e-12));
    }

    /** The scale of the kernels is a constant for the backward sweep. */
    @Test
    void theGradientEqualsFiniteDifferencesAtOneScale() {
        double scale = scale(SOURCE, TARGET);
        double[] expected = new double[TARGET.length * WIDTH];
        double h = 1e-6;
        for (int n = 0; n < expected.length; n++) {
            double kept = TARGET[n / WIDTH][n % WIDTH];
            TARGET[n / WIDTH][n % WIDTH] = kept + h;
            double up = naive(SOURCE, TARGET, scale);
            TARGET[n / WIDTH][n % WIDTH] = kept - h;
            expected[n] = (up - naive(SOURCE, TARGET, scale)) / (2 * h);
            TARGET[n / WIDTH][n % WIDTH] = kept;
        }
        assertClose("gradient", FeatureDistances.gradient(new MeanDiscrepancy(), SOURCE, TARGET), expected, 1e-6);
    }

    @Test
    void itGrowsWithTheDistanceOfTheDomainsFromNothing() {
        MeanDiscrepancy term = new MeanDiscrepancy();
        assertThat(FeatureDistances.loss(term, SOURCE, SOURCE)).isCloseTo(0, within(1e-12));
        double near = FeatureDistances.loss(term, SOURCE, FeatureDistances.moved(SOURCE, 0.5));
        double far = FeatureDistances.loss(term, SOURCE, FeatureDistances.moved(SOURCE, 3));
        assertThat(near).isPositive().isLessThan(far);
    }

    @Test
    void samplesThatAreAllAlikeAreFinite() {
        double[][] alike = {{1, 2}, {1, 2}};
        assertThat(FeatureDistances.loss(new MeanDiscrepancy(), alike, alike)).isCloseTo(0, within(1e-12));
        assertThat(FeatureDistances.gradient(new MeanDiscrepancy(), alike, alike))
                .containsOnly(0);
    }

    private static double naive(double[][] source, double[][] target, double scale) {
        return mean(source, source, scale) + mean(target, target, scale) - 2 * mean(source, target, scale);
    }

    private static double mean(double[][] left, double[][] right, double scale) {
        double sum = 0;
        for (double[] a : left) {
            for (double[] b : right) {
                for (double m : new double[] {0.25, 0.5, 1, 2, 4}) {
                    sum += Math.exp(-squaredDistance(a, b) / (m * scale));
                }
            }
        }
        return sum / left.length / right.length;
    }

    private static double scale(double[][] source, double[][] target) {
        List<double[]> all = new ArrayList<>(List.of(source));
        all.addAll(List.of(target));
        double sum = 0;
        for (double[] a : all) {
            for (double[] b : all) {
                sum += squaredDistance(a, b);
            }
        }
        return sum / (all.size() * (all.size() - 1));
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
