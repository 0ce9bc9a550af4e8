package io.github.biwaa.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankedApartTest {

    @Test
    void isTheShareOfPairsInTheRightOrder() {
        SplittableRandom random = new SplittableRandom(3);
        double[] higher = random.ints(40, 2, 12).asDoubleStream().toArray();
        double[] lower = random.ints(25, 0, 10).asDoubleStream().toArray();
        double pairs = 0;
        for (double high : higher) {
            for (double low : lower) {
                pairs += high > low ? 1 : high == low ? 0.5 : 0;
            }
        }
        assertThat(RankedApart.auroc(higher, lower)).isCloseTo(pairs / (40 * 25), within(1e-12));
    }

    @Test
    void endsAndMiddle() {
        double[] low = {-3, -2};
        double[] high = {1, 2, 2};
        assertThat(RankedApart.auroc(high, low)).isEqualTo(1);
        assertThat(RankedApart.auroc(low, high)).isZero();
        assertThat(RankedApart.auroc(high, high)).isEqualTo(0.5);
    }
}
