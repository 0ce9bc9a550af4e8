package io.github.biwaa.evaluation;

import java.util.stream.DoubleStream;

/** How well a score tells two kinds of samples apart. */
public final class RankedApart {

    private RankedApart() {}

    /**
     * The area under the receiver operating characteristic: the share of pairs, one of each kind, in which the first has the higher score. Equal scores
     * count half.
     *
     * @param higher scores that should be high, at least one
     * @param lower scores that should be low, at least one
     * @return 0 to 1; 0.5 if the score says nothing
     */
    public static double auroc(double[] higher, double[] lower) {
        double[] sorted = DoubleStream.of(lower).sorted().toArray();
        double pairs = 0;
        for (double value : higher) {
            pairs += (below(sorted, value) + notAbove(sorted, value)) / 2.0;
        }
        return pairs / ((double) higher.length * lower.length);
    }

    /** @return how many are below a value. Equal scores, such as probabilities of 1, are passed over by halves, not one by one */
    private static int below(double[] sorted, double value) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private static int notAbove(double[] sorted, double value) {
        return below(sorted, Math.nextUp(value));
    }
}
