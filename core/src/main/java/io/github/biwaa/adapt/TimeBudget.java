package io.github.biwaa.adapt;

import io.github.biwaa.training.TrainingListener;
import java.util.List;
import java.util.function.LongSupplier;

/** How much of some time is left for training. */
final class TimeBudget {
    /** The answer and its report take the rest. */
    private static final double FOR_TRAINING = 0.95;

    private final double seconds;
    private final LongSupplier nanoTime;
    private final long start;

    /**
     * The time begins now.
     *
     * @param seconds for everything
     * @param nanoTime as {@link System#nanoTime}
     */
    TimeBudget(double seconds, LongSupplier nanoTime) {
        this.seconds = seconds;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** @return seconds since the beginning */
    double spent() {
        return (nanoTime.getAsLong() - start) / 1e9;
    }

    /** @return seconds in which one may train; below 0 if there are none */
    double left() {
        return FOR_TRAINING * seconds - spent();
    }

    /** @return a listener that tells another one, and stops the training when no time is left */
    TrainingListener within(TrainingListener listener) {
        return TrainingListener.of(List.of(listener, new TrainingListener() {
            @Override
            public boolean stopRequested() {
                return left() <= 0;
            }
        }));
    }
}
