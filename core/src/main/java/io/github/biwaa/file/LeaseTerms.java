package io.github.biwaa.file;

import io.github.biwaa.BiwaaException;
import java.time.Duration;

/**
 * How leases pass, and by which clock.
 *
 * @param renewal how often a holder renews
 * @param length how long others leave an unchanged lease alone; several times the renewal
 * @param ticker of this process
 */
public record LeaseTerms(Duration renewal, Duration length, Ticker ticker) {
    /** Renewed every 20 seconds, over after two minutes. */
    public static final LeaseTerms STANDARD =
            new LeaseTerms(Duration.ofSeconds(20), Duration.ofMinutes(2), new SystemTicker());

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** A clock that only runs forward, whatever time it is. */
    interface Ticker {
        /** @return a number that grows by the nanosecond; only differences mean something */
        long nanoTime();

        /** Waits. */
        void sleep(Duration time) throws InterruptedException;
    }

    private record SystemTicker() implements Ticker {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            Thread.sleep(time.toMillis());
        }
    }

    /** @return how long ago that was by the ticker */
    Duration since(long nanoTime) {
        return Duration.ofNanos(ticker.nanoTime() - nanoTime);
    }

    /**
     * Waits before somebody's lease is looked at once more.
     *
     * @param what is waited for
     * @throws BiwaaException if the thread is interrupted
     */
    void pause(String what) {
        try {
            ticker.sleep(renewal.compareTo(LONGEST_PAUSE) < 0 ? renewal : LONGEST_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BiwaaException("interrupted while waiting for " + what, e);
        }
    }
}
