package io.github.biwaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.Progress.Phase;
import io.github.biwaa.Progress.Task;
import io.github.biwaa.Progress.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** By a clock that the work itself moves on. */
class ProgressEstimateTest {
    private static final Task FEATURES = new Task("features");
    private static final int PIECES = 100;

    private long nanos;
    private final ProgressEstimate estimate = new ProgressEstimate(() -> nanos);
    private double last;

    /** Work of a phase: what it takes in truth, in seconds. */
    private record Truth(Phase phase, double seconds) {}

    private static Truth phase(String name, Work work, double planned, double seconds) {
        return new Truth(new Phase(new Task(name), work, planned), seconds);
    }

    private void seconds(double seconds) {
        nanos += Math.round(1e9 * seconds);
    }

    /** What was estimated at a time. */
    private record Estimated(double elapsed, double share, OptionalDouble left) {}

    private List<Estimated> work(List<Truth> truths) {
        List<Estimated> estimates = new ArrayList<>();
        double begin = nanos / 1e9;
        for (Truth truth : truths) {
            for (int piece = 0; piece <= PIECES; piece++) {
                seconds(piece == 0 ? 0 : truth.seconds() / PIECES);
                estimate.advanced(truth.phase().task(), piece, PIECES);
                assertThat(estimate.share()).as("share after %s", truth).isBetween(last, 1.0);
                last = estimate.share();
                estimates.add(new Estimated(nanos / 1e9 - begin, last, estimate.secondsLeft()));
            }
        }
        return estimates;
    }

    private void plan(List<Truth> truths) {
        estimate.planned(truths.stream().map(Truth::phase).toList());
    }

    @Test
    void aPlanThatIsRightIsRightFromTheBeginning() {
        List<Truth> truths = List.of(
                phase("features", Work.FEATURES, 40, 40),
                phase("run 0", Work.TRAINING, 50, 50),
                phase("scoring", Work.SCORING, 10, 10));
        plan(truths);
        List<Estimated> estimates = work(truths);
        for (Estimated one : estimates) {
            if (one.elapsed() > 2) {
                assertThat(one.left().orElseThrow()).isCloseTo(100 - one.elapsed(), within(1e-6));
            }
            assertThat(one.share()).isCloseTo(one.elapsed() / 100, within(1e-6));
        }
        assertThat(estimate.share()).isEqualTo(1);
        assertThat(estimate.secondsLeft()).hasValue(0);
    }

    /** All is twice as slow as planned, then one kind alone. */
    @Test
    void whatWasMeasuredCorrectsWhatWasPlanned() {
        List<Truth> slow = List.of(
                phase("features", Work.FEATURES, 40, 80),
                phase("run 0", Work.TRAINING, 30, 60),
                phase("run 1", Work.TRAINING, 30, 60));
        plan(slow);
        work(slow).stream()
                .filter(one -> one.elapsed() > 2)
                .forEach(one -> assertThat(one.left().orElseThrow()).isCloseTo(200 - one.elapsed(), within(1e-6)));
        assertThat(estimate.share()).isEqualTo(1);
    }

    @Test
    void theEstimateSettlesWhereOneKindOfWorkTakesTwiceAsLong() {
        List<Truth> truths = List.of(
                phase("features", Work.FEATURES, 40, 40),
                phase("run 0", Work.TRAINING, 50, 100),
                phase("scoring 0", Work.SCORING, 10, 20),
                phase("run 1", Work.TRAINING, 50, 100),
                phase("scoring 1", Work.SCORING, 10, 20));
        double whole = 280;
        plan(truths);
        List<Estimated> estimates = work(truths);
        assertThat(estimates.stream()
                        .filter(one -> one.elapsed() > 39 && one.elapsed() < 40.5)
                        .map(one -> one.left().orElseThrow()))
                .as("what is not measured yet is as planned")
                .allSatisfy(left -> assertThat(left).isBetween(115.0, 125.0));
        estimates.stream().filter(one -> one.elapsed() > 60).forEach(one -> assertThat(
                        one.left().orElseThrow())
                .as("left after %.0f s", one.elapsed())
                .isCloseTo(whole - one.elapsed(), within(0.12 * whole)));
        estimates.stream().filter(one -> one.elapsed() > 170).forEach(one -> assertThat(
                        one.left().orElseThrow())
                .as("left after %.0f s", one.elapsed())
                .isCloseTo(whole - one.elapsed(), within(0.01 * whole)));
        assertThat(estimate.share()).isEqualTo(1);
    }

    @Test
    void aSlowFirstStepIsLeftOutAsSoonAsThereIsAnother() {
        estimate.planned(List.of(new Phase(FEATURES, Work.TRAINING, 1)));
        estimate.advanced(FEATURES, 0, 100);
        seconds(30);
        estimate.advanced(FEATURES, 1, 100);
        assertThat(estimate.secondsLeft().orElseThrow()).isCloseTo(99 * 30, within(1e-6));
        seconds(1);
        estimate.advanced(FEATURES, 2, 100);
        assertThat(estimate.secondsLeft().orElseThrow()).isCloseTo(98, within(1e-6));
    }

    /** Large photographs take long to read, and a small network is fast all the same. */
    @Test
    void whatDecodingTakesSaysNothingOfNetworks() {
        List<Truth> truths = List.of(phase("decoding", Work.DECODING, 2, 40), phase("features", Work.FEATURES, 60, 60));
        plan(truths);
        work(truths).stream()
                .filter(one -> one.elapsed() > 4)
                .forEach(one -> assertThat(one.left().orElseThrow()).isCloseTo(100 - one.elapsed(), within(3.5)));
        assertThat(estimate.share()).isEqualTo(1);
    }

    @Test
    void skippedPhasesAreNotWaitedFor() {
        List<Truth> truths = List.of(
                phase("decoding", Work.DECODING, 100, 0),
                phase("features", Work.FEATURES, 1000, 0),
                phase("run 0", Work.TRAINING, 20, 20));
        plan(truths);
        List<Estimated> estimates = work(truths.subList(2, 3));
        assertThat(estimates.get(50).share()).isCloseTo(0.5, within(1e-6));
        assertThat(estimates.get(50).left().orElseThrow()).isCloseTo(10, within(1e-6));
        assertThat(estimate.share()).isEqualTo(1);
    }

    @Test
    void whatAnEarlierProcessDidCountsButTookNoTime() {
        List<Truth> truths = List.of(phase("run 0", Work.TRAINING, 50, 50), phase("run 1", Work.TRAINING, 50, 50));
        plan(truths);
        estimate.advanced(truths.get(0).phase().task(), PIECES, PIECES);
        assertThat(estimate.share()).isEqualTo(0.5);
        estimate.advanced(truths.get(1).phase().task(), 50, PIECES);
        assertThat(estimate.share()).isEqualTo(0.75);
        seconds(10);
        estimate.advanced(truths.get(1).phase().task(), 60, PIECES);
        assertThat(estimate.secondsLeft().orElseThrow()).isCloseTo(40, within(1e-6));
        assertThat(estimate.share()).isCloseTo(0.8, within(1e-6));
    }

    /** Scoring between steps belongs to no phase: it is in the time of the steps. */
    @Test
    void tasksBetweenPhasesAreNamedAndChangeNothing() {
        Task run = new Task("run 0");
        estimate.planned(List.of(new Phase(run, Work.TRAINING, 1), new Phase(FEATURES, Work.FEATURES, 1)));
        estimate.advanced(run, 0, 10);
        seconds(2);
        estimate.advanced(run, 5, 10);
        double share = estimate.share();
        estimate.advanced(new Task("scoring after 5 iterations"), 3, 4);
        assertThat(estimate.share()).isEqualTo(share);
        assertThat(estimate.standing())
                .contains(new ProgressEstimate.Standing(new Task("scoring after 5 iterations"), 3, 4));
        seconds(2);
        estimate.advanced(run, 6, 10);
        assertThat(estimate.share()).isGreaterThan(share).isLessThan(0.5);
    }

    /** Of one domain after the other, of views to train on and views to score: several phases may have one name. */
    @Test
    void aTaskThatBeginsAgainIsTheNextPhaseOfItsName() {
        Task other = new Task("centroids");
        Task run = new Task("run 1");
        estimate.planned(List.of(
                new Phase(FEATURES, Work.FEATURES, 1),
                new Phase(FEATURES, Work.FEATURES, 1),
                new Phase(other, Work.SCORING, 1),
                new Phase(run, Work.TRAINING, 1),
                new Phase(other, Work.SCORING, 1)));
        estimate.advanced(FEATURES, 0, 2);
        estimate.advanced(FEATURES, 2, 2);
        assertThat(estimate.share()).isCloseTo(0.2, within(1e-9));
        estimate.advanced(FEATURES, 0, 2);
        estimate.advanced(FEATURES, 1, 2);
        assertThat(estimate.share()).isCloseTo(0.3, within(1e-9));
        estimate.advanced(other, 0, 2);
        estimate.advanced(other, 2, 2);
        double share = estimate.share();
        estimate.advanced(other, 0, 2);
        estimate.advanced(other, 1, 2);
        assertThat(estimate.share()).as("no training is skipped").isEqualTo(share);
    }

    @Test
    void aNewPlanKeepsWhatIsDoneAndWhatWasMeasured() {
        List<Truth> first = List.of(phase("a", Work.TRAINING, 10, 30));
        List<Truth> second = List.of(phase("b", Work.TRAINING, 20, 60));
        plan(List.of(first.get(0), phase("the rest", Work.TRAINING, 20, 60)));
        work(first);
        assertThat(last).isCloseTo(1 / 3.0, within(1e-6));
        plan(second);
        assertThat(estimate.secondsLeft().orElseThrow()).isCloseTo(60, within(1e-6));
        work(second);
        estimate.planned(List.of());
        assertThat(estimate.share()).isEqualTo(1);
        assertThat(estimate.secondsLeft()).hasValue(0);
    }

    @Test
    void anEmptyPlanMeansThatAllIsDone() {
        plan(List.of(phase("a", Work.TRAINING, 10, 30), phase("b", Work.TRAINING, 10, 30)));
        estimate.advanced(new Task("a"), 5, 10);
        estimate.planned(List.of());
        assertThat(estimate.share()).isEqualTo(1);
    }

    @Test
    void withoutAPlanEachTaskCountsForItself() {
        estimate.advanced(FEATURES, 5, 10);
        assertThat(estimate.share()).isEqualTo(0.5);
        estimate.advanced(FEATURES, 10, 10);
        assertThat(estimate.share()).isEqualTo(1);
        estimate.advanced(new Task("another"), 1, 10);
        assertThat(estimate.share()).isEqualTo(0.1);
        estimate.advanced(new Task("of unknown size"), 7, -1);
        assertThat(estimate.share()).isZero();
        assertThat(estimate.secondsLeft()).isEmpty();
        plan(List.of(phase("a", Work.TRAINING, 10, 30)));
        assertThat(estimate.share()).isZero();
    }

    @Test
    void timePassesBetweenTwoReports() {
        estimate.planned(List.of(new Phase(FEATURES, Work.FEATURES, 1)));
        for (int done = 0; done < 3; done++) {
            seconds(10);
            estimate.advanced(FEATURES, done, 10);
        }
        assertThat(estimate.secondsLeft()).hasValue(80);
        seconds(4);
        assertThat(estimate.secondsLeft()).hasValue(76);
        seconds(400);
        assertThat(estimate.secondsLeft()).as("not below what two reports say").hasValue(70);
    }

    @Test
    void nothingIsSaidBeforeAnythingWasMeasured() {
        assertThat(estimate.secondsLeft()).isEmpty();
        estimate.planned(List.of(new Phase(FEATURES, Work.FEATURES, 1)));
        assertThat(estimate.secondsLeft()).isEmpty();
        estimate.advanced(FEATURES, 0, 10);
        estimate.advanced(FEATURES, 1, 10);
        assertThat(estimate.secondsLeft()).isEmpty();
        assertThat(estimate.share()).as("by a clock that stands still").isCloseTo(0.1, within(1e-9));
        estimate.advanced(FEATURES, 0, 0);
        assertThat(estimate.share()).as("of nothing, all is done").isEqualTo(1);
    }
}
