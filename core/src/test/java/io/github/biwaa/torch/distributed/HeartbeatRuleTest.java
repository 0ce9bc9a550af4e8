package io.github.biwaa.torch.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** As rank 1 of 4 sees it; a second passes between two looks unless said otherwise. */
class HeartbeatRuleTest {
    private static final int RANK = 1;
    private static final int SIZE = 4;
    private static final long SECOND = 1_000_000_000L;

    private long now = 17;
    private long beats;
    private final HeartbeatRule rule = new HeartbeatRule(RANK, SIZE, now);

    private void pass(int seconds, IntPredicate alive) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            rule.look(now);
            beats++;
            IntStream.range(0, SIZE).filter(alive).forEach(other -> rule.heard(other, beats));
        }
    }

    @Test
    void nobodyIsGoneWhileAllAreHeard() {
        pass(1000, other -> true);
        assertThat(rule.gone()).isEmpty();
    }

    @Test
    void aRankThatFallsSilentIsGoneAfterTheLimit() {
        pass(50, other -> true);
        pass(20, other -> other != 2);
        assertThat(rule.gone()).isEmpty();
        pass(1, other -> other != 2);
        assertThat(rule.gone()).hasValue(2);
    }

    @Test
    void aRankThatIsNeverHeardIsGoneAfterTheLimit() {
        pass(20, other -> other != 3);
        assertThat(rule.gone()).isEmpty();
        pass(1, other -> other != 3);
        assertThat(rule.gone()).hasValue(3);
    }

    @Test
    void aRankThatIsHeardAgainIsNotGone() {
        pass(19, other -> other != 2);
        pass(1, other -> true);
        pass(19, other -> other != 2);
        assertThat(rule.gone()).isEmpty();
    }

    /** The counter of a process that was stopped can still be read. */
    @Test
    void aCounterThatStaysIsSilence() {
        pass(5, other -> true);
        for (int i = 0; i < 21; i++) {
            pass(1, other -> other != 2);
            rule.heard(2, 5);
        }
        assertThat(rule.gone()).hasValue(2);
    }

    /** The store lies with rank 0: without it nobody is heard, and all others may be well. */
    @Test
    void rankZeroIsGoneIfNobodyIsHeard() {
        pass(50, other -> true);
        pass(1, other -> other == 3);
        pass(21, other -> false);
        assertThat(rule.gone()).hasValue(0);
    }

    /** Rank 0 ends because it has lost rank 2. */
    @Test
    void whoFellSilentFirstIsSuspectedOfAFailure() {
        pass(50, other -> true);
        pass(10, other -> other != 2);
        pass(1, other -> false);
        assertThat(rule.suspect()).isEqualTo(2);
    }

    @Test
    void whoWasStoppedItselfGivesTheOthersTheirTimeAnew() {
        pass(50, other -> true);
        now += 3600 * SECOND;
        rule.look(now);
        assertThat(rule.gone()).isEmpty();
        pass(16, other -> other != 2);
        assertThat(rule.gone()).isEmpty();
        pass(5, other -> other != 2);
        assertThat(rule.gone()).hasValue(2);
    }
}
