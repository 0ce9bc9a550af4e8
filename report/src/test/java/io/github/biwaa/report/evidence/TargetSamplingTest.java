package io.github.biwaa.report.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.samples.batch.ClassBalancedSampler;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetSamplingTest {
    /** What the page calls dropped is what the sampler drops. */
    @Test
    void droppedClassesAreTheSamplers() {
        int[] counts = {0, 1, 7, 8, 9, 60};
        int[] predicted = IntStream.range(0, counts.length)
                .flatMap(k -> IntStream.generate(() -> k).limit(counts[k]))
                .toArray();
        List<String> names = List.of("a", "b", "c", "d", "e", "f");
        for (int batch : new int[] {1, 6, 36, 48, 54}) {
            ClassBalancedSampler sampler =
                    (ClassBalancedSampler) ClassBalancedSampler.forTarget(predicted, names, batch, new SeedSequence(1));
            boolean[] dropped = TargetSampling.of(1, counts, batch).dropped();
            assertThat(IntStream.range(0, counts.length).filter(k -> dropped[k]).toArray())
                    .isEqualTo(sampler.droppedClasses());
        }
    }

    @Test
    void oneFrequentClassMeansUniform() {
        assertThat(TargetSampling.of(1, new int[] {0, 90}, 36).uniform()).isTrue();
        assertThat(TargetSampling.of(1, new int[] {45, 45}, 36).uniform()).isFalse();
        assertThat(TargetSampling.uniform(0).uniform()).isTrue();
    }
}
