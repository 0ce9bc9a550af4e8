package io.github.biwaa.evaluation;

/** Counts, sample by sample, how often predictions are right: of all samples and of each class. */
public final class ClassTally {
    private final long[] samples;
    private final long[] right;

    /** @param classes K, at least 1 */
    public ClassTally(int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException(classes + " classes, expected at least 1");
        }
        samples = new long[classes];
        right = new long[classes];
    }

    /**
     * Counts a sample.
     *
     * @param prediction its class number, as predicted
     * @param label its class number
     */
    public void add(int prediction, int label) {
        samples[label]++;
        if (prediction == label) {
            right[label]++;
        }
    }

    /** @return the samples of a class so far */
    public long samples(int label) {
        return samples[label];
    }

    /** @return those of them that were predicted right */
    public long right(int label) {
        return right[label];
    }

    /** @return all samples so far */
    public long samples() {
        return sum(samples);
    }

    /** @return all that were predicted right */
    public long right() {
        return sum(right);
    }

    /** @return the share of all samples that is right, 0 to 1; NaN without samples */
    public double accuracy() {
        return right() / (double) samples();
    }

    /** @return the mean over the classes that have samples of their accuracy, 0 to 1; NaN without samples */
    public double meanOfClasses() {
        double sum = 0;
        int seen = 0;
        for (int k = 0; k < samples.length; k++) {
            if (samples[k] > 0) {
                sum += right[k] / (double) samples[k];
                seen++;
            }
        }
        return sum / seen;
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
