package io.github.biwaa.training.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("machine")
class StepWatchTest {
    private final List<String> said = new CopyOnWriteArrayList<>();

    private StepWatch watch(double endlessSeconds) {
        return new StepWatch(said::add, endlessSeconds);
    }

    private static void run(StepWatch watch, int steps, double seconds) {
        for (int i = 0; i < steps; i++) {
            watch.end(i, seconds);
        }
    }

    @Test
    void aStepFarLongerThanTheMedianIsSaidOnce() {
        try (StepWatch watch = watch(60)) {
            run(watch, 30, 0.1);
            watch.end(30, 1.9);
            assertThat(said).isEmpty();
            watch.end(31, 2.1);
            watch.end(32, 99);
            assertThat(said).singleElement().asString().startsWith("Step 32 took 2.1 s, and those before it 0.100 s: ");
        }
    }

    @Test
    void theFirstStepsAndShortOnesAreNotCompared() {
        try (StepWatch watch = watch(60)) {
            watch.end(0, 40);
            run(watch, 8, 0.001);
            watch.end(9, 30);
            run(watch, 40, 0.001);
            watch.end(50, 0.9);
            assertThat(said).isEmpty();
        }
    }

    @Test
    void aStepWithoutAnEndIsSaidOnceWhileItLasts() throws InterruptedException {
        try (StepWatch watch = watch(0.2)) {
            watch.begin();
            for (int i = 0; i < 500 && said.isEmpty(); i++) {
                Thread.sleep(20);
            }
            Thread.sleep(300);
            assertThat(said).singleElement().asString().startsWith("A step has not ended for 1 s: ");
        }
    }

    @Test
    void betweenStepsNobodyIsWarned() throws InterruptedException {
        try (StepWatch watch = watch(0.1)) {
            watch.begin();
            watch.end(0);
            Thread.sleep(400);
            assertThat(said).isEmpty();
        }
    }

    @Test
    void theReasonIsWhatIsMostLikely() {
        assertThat(StepWatch.likelyReason(2, 2, 8.5, 0.5)).contains("other processes", "load 8.5 on 2");
        assertThat(StepWatch.likelyReason(2, 2, 1.5, 0.01)).contains("memory is short");
        assertThat(StepWatch.likelyReason(2, 2, -1, 0.5)).contains("unknown");
    }
}
