package io.github.biwaa.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.training.TrainingListener;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Time as a clock of the test's own tells it. */
class TimeBudgetTest {
    private final AtomicLong nanoTime = new AtomicLong(17);
    private final TimeBudget budget = new TimeBudget(100, nanoTime::get);

    @Test
    void aTwentiethIsKeptForTheAnswer() {
        assertThat(budget.left()).isEqualTo(95);
        nanoTime.addAndGet(40_000_000_000L);
        assertThat(budget.spent()).isEqualTo(40);
        assertThat(budget.left()).isEqualTo(55);
    }

    @Test
    void aTrainingIsStoppedWhenTheTimeIsOverOrItsListenerWishes() {
        boolean[] asked = {false};
        TrainingListener listener = budget.within(new TrainingListener() {
            @Override
            public boolean stopRequested() {
                return asked[0];
            }
        });
        assertThat(listener.stopRequested()).isFalse();
        asked[0] = true;
        assertThat(listener.stopRequested()).isTrue();
        asked[0] = false;
        nanoTime.addAndGet(95_000_000_000L);
        assertThat(listener.stopRequested()).isTrue();
    }
}
