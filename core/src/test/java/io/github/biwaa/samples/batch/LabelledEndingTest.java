package io.github.biwaa.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LabelledEndingTest {
    private static final int[] SAMPLES = {3, 14, 15, 92, 65, 35};
    private static final int[] LABELS = {0, 0, 0, 0, 2, 4};

    private static LabelledEnding of(long seed) {
        SeedSequence seeds = new SeedSequence(seed);
        return new LabelledEnding(
                new UniformSampler(100, 8, seeds, Purpose.TARGET_SAMPLER),
                ClassBalancedSampler.forLabelled(SAMPLES, LABELS, 5, 3, seeds));
    }

    @Test
    void theBeginningStaysAndTheEndingShowsAllLabelledClassesAlike() {
        LabelledEnding sampler = of(7);
        UniformSampler all = new UniformSampler(100, 8, new SeedSequence(7), Purpose.TARGET_SAMPLER);
        int[] seen = new int[SAMPLES.length];
        for (int step = 0; step < 40; step++) {
            int[] batch = sampler.batch(step);
            assertThat(Arrays.copyOf(batch, 5)).isEqualTo(Arrays.copyOf(all.batch(step), 5));
            int[] ending = Arrays.copyOfRange(batch, 5, 8);
            for (int sample : ending) {
                int place = Arrays.stream(SAMPLES).boxed().toList().indexOf(sample);
                assertThat(place).as("sample %s is labelled", sample).isNotNegative();
                seen[place]++;
            }
            assertThat(Arrays.stream(ending)
                            .map(sample -> LABELS[
                                    Arrays.stream(SAMPLES).boxed().toList().indexOf(sample)]))
                    .as("a place for each class that has labels")
                    .containsExactlyInAnyOrder(0, 2, 4);
        }
        assertThat(seen).as("all of them have their turn").doesNotContain(0);
        assertThat(seen[4]).isEqualTo(40);
    }

    @Test
    void anyStepMayBeAskedForAndASeedDecides() {
        assertThat(of(1).batch(31)).isEqualTo(of(1).batch(31)).isNotEqualTo(of(2).batch(31));
    }
}
