package io.github.biwaa.report.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProxyADistanceTest {
    private static float[][] normal(SplittableRandom random, int rows, int width, double shift) {
        float[][] sample = new float[rows][width];
        for (float[] row : sample) {
            for (int j = 0; j < width; j++) {
                double sum = -6;
                for (int k = 0; k < 12; k++) {
                    sum += random.nextDouble();
                }
                row[j] = (float) (sum + (j == 0 ? shift : 0));
            }
        }
        return sample;
    }

    @Test
    void domainsThatAreTheSameLieAtZero() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(ProxyADistance.of(normal(random, 500, 8, 0), normal(random, 500, 8, 0), 7))
                .isLessThan(0.3);
    }

    @Test
    void domainsApartLieAtTwo() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(ProxyADistance.of(normal(random, 60, 8, 0), normal(random, 200, 8, 40), 7))
                .isEqualTo(2);
    }

    /** Two unit normals 2 apart: the best error is Phi(-1) = 0.1587, hence 2 (1 - 2 * 0.1587) = 1.365. */
    @Test
    void betweenThemItIsWhatTheBestLinearClassifierGives() {
        SplittableRandom random = new SplittableRandom(1);
        double distance = ProxyADistance.of(normal(random, 2000, 3, 0), normal(random, 2000, 3, 2), 7);
        assertThat(distance).isCloseTo(1.365, within(0.08));
    }

    @Test
    void constantFeaturesTellNothingApart() {
        assertThat(ProxyADistance.of(new float[20][4], new float[20][4], 7)).isZero();
    }

    @Test
    void tooFewSamplesAreRefused() {
        assertThatThrownBy(() -> ProxyADistance.of(new float[3][2], new float[9][2], 7))
                .hasMessageContaining("3 and 9");
    }
}
