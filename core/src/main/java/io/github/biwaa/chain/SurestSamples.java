package io.github.biwaa.chain;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The samples whose class is surest.
 *
 * @param samples their numbers, the surest first; equally sure ones in the order of their numbers
 * @param labels their classes
 */
record SurestSamples(int[] samples, int[] labels) {
    /**
     * Chooses samples. Those whose scores are all equal come last; those with a score that is no number are never chosen.
     *
     * @param scores [N, K] row by row
     * @param rank how sure each sample is, [N]; usually {@link #largest}
     * @param fraction of the samples, 0 to 1; the product is rounded, halves to even
     */
    static SurestSamples of(double[] scores, double[] rank, int classes, double fraction, ExpandQuota quota) {
        int[] labels = new int[rank.length];
        int[] counts = new int[classes];
        double[] order = new double[rank.length];
        for (int sample = 0; sample < rank.length; sample++) {
            labels[sample] = label(scores, sample * classes, classes);
            if (labels[sample] >= 0) {
                counts[labels[sample]]++;
                order[sample] = isLevel(scores, sample * classes, classes) ? Double.NEGATIVE_INFINITY : rank[sample];
            }
        }
        int[] left = new int[classes];
        for (int k = 0; k < classes; k++) {
            left[k] = counts[k] == 0 || fraction == 0 ? 0 : Math.max(1, count(counts[k], fraction));
        }
        int most = quota == ExpandQuota.GLOBAL
                ? count(rank.length, fraction)
                : IntStream.of(left).sum();
        int[] chosen = IntStream.range(0, rank.length)
                .filter(sample -> labels[sample] >= 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer sample) -> -order[sample]))
                .mapToInt(Integer::intValue)
                .filter(sample -> quota == ExpandQuota.GLOBAL || left[labels[sample]]-- > 0)
                .limit(most)
                .toArray();
        return new SurestSamples(
                chosen, IntStream.of(chosen).map(sample -> labels[sample]).toArray());
    }

    /** @return the largest score of each row */
    static double[] largest(double[] scores, int classes) {
        double[] largest = new double[scores.length / classes];
        for (int sample = 0; sample < largest.length; sample++) {
            int label = label(scores, sample * classes, classes);
            largest[sample] = label < 0 ? Double.NaN : scores[sample * classes + label];
        }
        return largest;
    }

    /** @return m = fraction N, rounded as Python does */
    static int count(int samples, double fraction) {
        return (int) Math.rint(samples * fraction);
    }

    /** @return the class of the largest score, the first of equal ones; -1 if a score is no number */
    private static int label(double[] scores, int from, int classes) {
        int best = 0;
        for (int k = 0; k < classes; k++) {
            if (Double.isNaN(scores[from + k])) {
                return -1;
            }
            best = scores[from + k] > scores[from + best] ? k : best;
        }
        return best;
    }

    private static boolean isLevel(double[] scores, int from, int classes) {
        return IntStream.range(1, classes).allMatch(k -> scores[from + k] == scores[from]);
    }
}
