package io.github.biwaa.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UniformSamplerTest {

    private static UniformSampler sampler(int samples, int batchSize) {
        return new UniformSampler(samples, batchSize, new SeedSequence(3), Purpose.TARGET_SAMPLER);
    }

    @Test
    void aRoundTakesEverySampleAtMostOnce() {
        for (int samples = 1; samples < 120; samples++) {
            UniformSampler sampler = sampler(samples, 9);
            assertThat(sampler.roundLength()).isEqualTo(Math.max(1, samples / 9));
            for (int round = 0; round < 3; round++) {
                int[] counts = new int[samples];
                for (int[] batch : BalancedRounds.round(sampler, round)) {
                    assertThat(batch).hasSize(9);
                    Arrays.stream(batch).forEach(sample -> counts[sample]++);
                }
                // Fewer samples than places: used up, shuffled again, so all are as common within one.
                int least = samples < 9 ? 9 / samples : 0;
                assertThat(Arrays.stream(counts)).allMatch(count -> count == least || count == least + 1);
            }
        }
    }

    @Test
    void theDroppedTailChangesFromRoundToRound() {
        UniformSampler sampler = sampler(19, 9);
        int[] left = IntStream.range(0, 400)
                .map(round -> 171
                        - Arrays.stream(BalancedRounds.round(sampler, round))
                                .flatMapToInt(Arrays::stream)
                                .sum())
                .toArray();
        assertThat(Arrays.stream(left).distinct().count()).isEqualTo(19);
    }

    @Test
    void aBatchDependsOnItsStepAlone() {
        UniformSampler forwards = sampler(100, 7);
        UniformSampler backwards = sampler(100, 7);
        int[][] expected = IntStream.range(0, 60).mapToObj(forwards::batch).toArray(int[][]::new);
        for (int step = 59; step >= 0; step--) {
            assertThat(backwards.batch(step)).isEqualTo(expected[step]);
        }
        assertThat(expected[0]).isNotEqualTo(expected[14]);
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThatThrownBy(() -> sampler(0, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sampler(4, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
