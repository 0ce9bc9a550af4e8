package io.github.biwaa.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuredAccuracyTest {

    /** The ends are the accuracies from which the measured one is 1.96 standard errors away: found here by bisection, not by solving for them. */
    @ParameterizedTest
    @CsvSource({"0, 10", "10, 10", "1, 3", "40, 50", "17, 1000"})
    void theEndsAreJustCompatibleWithTheMeasurement(int right, int samples) {
        MeasuredAccuracy measured = new MeasuredAccuracy(right, samples);
        double p = right / (double) samples;
        assertThat(measured.accuracy()).isEqualTo(p);
        assertThat(measured.low()).isCloseTo(end(p, samples, 0), within(1e-9));
        assertThat(measured.high()).isCloseTo(end(p, samples, 1), within(1e-9));
    }

    private static double end(double p, int samples, double outside) {
        double inside = p;
        for (int i = 0; i < 200; i++) {
            double middle = (inside + outside) / 2;
            double errors = Math.abs(middle - p) / Math.sqrt(middle * (1 - middle) / samples);
            if (errors > 1.959963984540054) {
                outside = middle;
            } else {
                inside = middle;
            }
        }
        return inside;
    }

    @Test
    void nothingMeasuredMayBeAnything() {
        MeasuredAccuracy none = new MeasuredAccuracy(0, 0);
        assertThat(none.accuracy()).isNaN();
        assertThat(none.low()).isZero();
        assertThat(none.high()).isEqualTo(1);
    }
}
