package io.github.biwaa.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HeatMapTest {
    private static final HeatMap MAP = new HeatMap(2, 2, new float[] {1, 3, 0, 4});

    @Test
    void sharesOfCells() {
        assertThat(MAP.shareInside(0, 0, 1, 1)).isEqualTo(1);
        assertThat(MAP.shareInside(0.5, 0, 1, 1)).isEqualTo(7 / 8.0);
        assertThat(MAP.shareInside(0.25, 0, 1, 0.5)).isEqualTo(3.5 / 8);
        assertThat(MAP.shareInside(-3, -3, 0.5, 7)).isEqualTo(1 / 8.0);
        assertThat(new HeatMap(1, 1, new float[] {0}).shareInside(0, 0, 1, 1)).isZero();
    }

    @Test
    void evenHeatStaysEvenAndShares() {
        float[] even = new float[16];
        java.util.Arrays.fill(even, 2);
        HeatMap large = new HeatMap(4, 4, even).resized(28, 28);
        assertThat(large.values()).containsOnly(2);
        assertThat(large.shareInside(0.1, 0.2, 0.6, 0.9)).isCloseTo(0.35, within(1e-6));
    }

    @Test
    void bilinearBetweenCentres() {
        assertThat(new HeatMap(2, 1, new float[] {0, 4}).resized(4, 1).values()).containsExactly(0, 1, 3, 4);
    }

    @Test
    void noHeatIsNegativeOrNoNumber() {
        assertThatThrownBy(() -> new HeatMap(1, 1, new float[] {-1})).hasMessageContaining("-1");
        assertThatThrownBy(() -> new HeatMap(1, 1, new float[] {Float.NaN})).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new HeatMap(2, 1, new float[] {1})).hasMessageContaining("1 values");
    }
}
