package io.github.biwaa.cli.benchmark;

import io.github.biwaa.Progress;
import io.github.biwaa.ProgressEstimate;
import io.github.biwaa.ProgressEstimate.Standing;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** How far one training of a sweep is. */
final class JobProgress implements Progress {
    /** A whole that is extrapolated from less would be a guess. */
    private static final double LEAST_OPEN = 1e-3;

    private final ProgressEstimate estimate;
    private OptionalDouble wholeSeconds = OptionalDouble.empty();

    JobProgress(LongSupplier nanoTime) {
        this.estimate = new ProgressEstimate(nanoTime);
    }

    @Override
    public synchronized void planned(List<Phase> phases) {
        estimate.planned(phases);
    }

    @Override
    public synchronized void advanced(Task task, long done, long total) {
        estimate.advanced(task, done, total);
        OptionalDouble left = estimate.secondsLeft();
        double open = 1 - estimate.share();
        if (left.isPresent() && open > LEAST_OPEN) {
            wholeSeconds = OptionalDouble.of(left.getAsDouble() / open);
        }
    }

    double share() {
        return estimate.share();
    }

    /** @return seconds for the training from its beginning to its end, what was done before it was resumed included; empty if that is not known yet */
    synchronized OptionalDouble wholeSeconds() {
        return wholeSeconds;
    }

    /** @return for example: training run 1 75% */
    String place() {
        return estimate.standing().map(JobProgress::words).orElse("starting");
    }

    private static String words(Standing standing) {
        String name = standing.task().name();
        return standing.total() > 0 ? name + " " + 100 * standing.done() / standing.total() + "%" : name;
    }
}
