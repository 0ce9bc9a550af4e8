package io.github.biwaa.file;

import java.time.Duration;
import java.time.Instant;

/**
 * A process of this machine by its number and the time it started, since numbers are used again.
 *
 * @param number of the process
 * @param started milliseconds since 1970, or 0 if the system does not say
 */
public record RunningProcess(long number, long started) {
    /** Java computes the time of a start from the clock, which may have been set meanwhile. */
    private static final Duration CLOCK_SET_BY = Duration.ofMinutes(2);

    /** @return the process that a handle stands for */
    public static RunningProcess of(ProcessHandle process) {
        return new RunningProcess(process.pid(), startOf(process));
    }

    /** @return whether it runs on this machine */
    public boolean isAlive() {
        return ProcessHandle.of(number)
                .filter(ProcessHandle::isAlive)
                .filter(process -> Math.abs(startOf(process) - started) <= CLOCK_SET_BY.toMillis())
                .isPresent();
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
