package io.github.biwaa.performance;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Times of the same work done again and again. */
final class Repetitions {

    private Repetitions() {}

    /**
     * Does some work once unmeasured and then several times, and at least for a while.
     *
     * @param least how often it is measured at least, from 1
     * @param leastSeconds how long it is measured at least
     * @return the median of the times, in seconds
     */
    static double median(int least, double leastSeconds, Runnable work) {
        work.run();
        double[] seconds = new double[0];
        double total = 0;
        while (seconds.length < least || total < leastSeconds) {
            long start = System.nanoTime();
            work.run();
            double time = (System.nanoTime() - start) / 1e9;
            total += time;
            seconds = Arrays.copyOf(seconds, seconds.length + 1);
            seconds[seconds.length - 1] = time;
        }
        return median(seconds);
    }

    /** @return the middle one, or the mean of the middle two */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Splits the time between calls among parts. */
    static final class Laps<P extends Enum<P>> {
        private final LongSupplier clock;
        private final Map<P, double[]> seconds = new TreeMap<>();
        private long last;

        Laps(LongSupplier nanoseconds) {
            clock = nanoseconds;
            last = clock.getAsLong();
        }

        /** The next part begins now. */
        void start() {
            last = clock.getAsLong();
        }

        /** A part ends now, and the next begins. */
        void finished(P part) {
            long now = clock.getAsLong();
            double[] before = seconds.getOrDefault(part, new double[0]);
            double[] times = Arrays.copyOf(before, before.length + 1);
            times[before.length] = (now - last) / 1e9;
            seconds.put(part, times);
            last = now;
        }

        /** @return the median time of each part */
        Map<P, Double> medians() {
            Map<P, Double> medians = new TreeMap<>();
            seconds.forEach((part, times) -> medians.put(part, median(times)));
            return medians;
        }
    }
}
