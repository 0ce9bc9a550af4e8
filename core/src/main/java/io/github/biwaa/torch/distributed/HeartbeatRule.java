package io.github.biwaa.torch.distributed;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Which of the other ranks is gone, judged by when its counter was last seen to change. Only this process's own clock is read, and only the time in which
 * this process ran counts: after it was stopped itself, or starved, the others get their full time anew.
 */
final class HeartbeatRule {
    /** How long a rank may be silent. */
    static final Duration LIMIT = Duration.ofSeconds(20);

    /** Between two looks; what is longer was no time in which this process ran. */
    private static final long LONGEST_GAP = Duration.ofSeconds(3).toNanos();
    /** Ranks whose silences differ by less may have fallen silent together. */
    private static final long TOGETHER = Duration.ofSeconds(5).toNanos();

    private final int rank;
    private final long[] counters;
    private final long[] heardAt;
    private long lastLook;
    private long awake;

    /**
     * @param rank which of the ranks this one is
     * @param now nanoseconds, from any origin
     */
    HeartbeatRule(int rank, int size, long now) {
        this.rank = rank;
        counters = new long[size];
        Arrays.fill(counters, -1);
        heardAt = new long[size];
        lastLook = now;
    }

    /** The counter of another rank was read. */
    synchronized void heard(int other, long counter) {
        if (counters[other] != counter) {
            counters[other] = counter;
            heardAt[other] = awake;
        }
    }

    /** Time has passed. */
    synchronized void look(long now) {
        awake += Math.min(now - lastLook, LONGEST_GAP);
        lastLook = now;
    }

    /** @return the rank that is gone, if one has been silent for longer than is allowed */
    synchronized OptionalInt gone() {
        return longestSilence() > LIMIT.toNanos() ? OptionalInt.of(suspect()) : OptionalInt.empty();
    }

    /** @return the other rank that has been silent longest; rank 0 if that may be one of several, since no rank is heard without it */
    synchronized int suspect() {
        long longest = longestSilence();
        return others().filter(other -> longest - silence(other) < TOGETHER)
                .findFirst()
                .orElseThrow();
    }

    private long longestSilence() {
        return others().mapToLong(this::silence).max().orElse(0);
    }

    private IntStream others() {
        return IntStream.range(0, counters.length).filter(other -> other != rank);
    }

    private long silence(int other) {
        return awake - heardAt[other];
    }
}
