package io.github.biwaa.report.evidence;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * By which classes a run drew its target batches.
 *
 * @param run r, from 0
 * @param counts target pictures per class by the prediction of all earlier runs, [K]; null in the first run, which draws from all alike
 * @param dropped which classes were predicted too rarely to be drawn, [K]; none in the first run
 */
public record TargetSampling(int run, int @Nullable [] counts, boolean[] dropped) {

    /**
     * docs/method.md: a class with floor(n K / B) = 0 pictures is left out.
     *
     * @param counts n of each class
     * @param batchSize B
     */
    public static TargetSampling of(int run, int[] counts, int batchSize) {
        boolean[] dropped = new boolean[counts.length];
        for (int k = 0; k < counts.length; k++) {
            dropped[k] = (long) counts[k] * counts.length < batchSize;
        }
        return new TargetSampling(run, counts, dropped);
    }

    /** @return the first run's */
    public static TargetSampling uniform(int run) {
        return new TargetSampling(run, null, new boolean[0]);
    }

    /** @return whether batches were drawn from all pictures alike */
    public boolean uniform() {
        return counts == null
                || IntStream.range(0, counts.length).filter(k -> !dropped[k]).count() < 2;
    }
}
