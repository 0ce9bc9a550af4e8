package io.github.biwaa.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.training.step.TrainingStep.Part;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RepetitionsTest {

    @Test
    void theMedianIsTheMiddle() {
        assertThat(Repetitions.median(new double[] {9, 1, 2})).isEqualTo(2);
        assertThat(Repetitions.median(new double[] {9, 1, 2, 3})).isEqualTo(2.5);
        assertThat(Repetitions.median(new double[] {4})).isEqualTo(4);
    }

    @Test
    void theFirstTimeIsNotMeasured() {
        AtomicInteger calls = new AtomicInteger();
        assertThat(Repetitions.median(3, 0, calls::incrementAndGet)).isPositive();
        assertThat(calls).hasValue(4);
    }

    @Test
    void eachPartHasTheTimeSinceTheOneBefore() {
        AtomicLong clock = new AtomicLong();
        Repetitions.Laps<Part> laps = new Repetitions.Laps<>(clock::get);
        for (long round : new long[] {1, 3, 2}) {
            clock.addAndGet(1_000_000_000L);
            laps.start();
            clock.addAndGet(round * 1_000_000_000L);
            laps.finished(Part.FORWARD);
            clock.addAndGet(5_000_000_000L);
            laps.finished(Part.UPDATE);
        }
        assertThat(laps.medians())
                .containsEntry(Part.FORWARD, 2.0)
                .containsEntry(Part.UPDATE, 5.0)
                .hasSize(2);
    }
}
