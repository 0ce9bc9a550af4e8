package io.github.biwaa.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SurestSamplesTest {
    private static final double[] SCORES = {
        0.9,
        0.1,
        0.0, // 0
        0.8,
        0.2,
        0.0, // 0
        0.0,
        0.6,
        0.4, // 1
        0.5,
        0.5,
        0.5, // level
        0.7,
        0.2,
        0.1, // 0
        Double.NaN,
        0.9,
        0.1
    };

    private static SurestSamples of(double fraction, ExpandQuota quota) {
        return SurestSamples.of(SCORES, SurestSamples.largest(SCORES, 3), 3, fraction, quota);
    }

    @Test
    void samplesWithoutEvidenceComeLastAndThoseWithoutNumbersNever() {
        assertThat(of(1, ExpandQuota.GLOBAL).samples()).containsExactly(0, 1, 4, 2, 3);
        assertThat(of(0.5, ExpandQuota.GLOBAL).samples()).containsExactly(0, 1, 4);
        assertThat(of(0, ExpandQuota.GLOBAL).samples()).isEmpty();
    }

    /** Every class that is predicted gets a sample; class 2 never is. */
    @Test
    void aQuotaPerClassStarvesNone() {
        SurestSamples surest = of(0.3, ExpandQuota.PER_CLASS);
        assertThat(surest.samples()).containsExactly(0, 2);
        assertThat(surest.labels()).containsExactly(0, 1);
        assertThat(of(1, ExpandQuota.PER_CLASS).samples()).containsExactly(0, 1, 4, 2, 3);
        assertThat(of(0, ExpandQuota.PER_CLASS).samples()).isEmpty();
    }

    @Test
    void equallySureSamplesKeepTheirOrder() {
        double[] scores = IntStream.range(0, 200)
                .mapToDouble(i -> i % 2 == 0 ? 0.75 : 0.25)
                .toArray();
        int[] first = IntStream.range(0, 37).toArray();
        assertThat(SurestSamples.of(scores, SurestSamples.largest(scores, 2), 2, 0.37, ExpandQuota.GLOBAL)
                        .samples())
                .isEqualTo(first);
    }
}
