package io.github.biwaa.evaluation;

/**
 * Finds the temperature of {@link io.github.biwaa.model.Calibration}: the one that minimises the cross entropy on held-out samples (Guo et al. 2017).
 * Labels are smoothed as Platt (1999) does, by one sample's weight: where a network is right about every held-out sample, the temperature stays finite.
 */
public final class TemperatureScaling {
    private static final double SMALLEST = Float.MIN_VALUE;
    private static final double COLDEST = 1e-3;
    private static final double HOTTEST = 1e3;
    private static final int HALVINGS = 100;

    private TemperatureScaling() {}

    /**
     * The temperature for some probabilities.
     *
     * @param probabilities of each sample, [N][K], N at least 1
     * @param labels the right class of each sample
     * @return above 0
     */
    public static double temperature(double[][] probabilities, int[] labels) {
        // The cross entropy is convex in the logarithm's factor 1 / T: its slope rises, and is 0 at the best one.
        double low = Math.log(1 / HOTTEST);
        double high = Math.log(1 / COLDEST);
        for (int halving = 0; halving < HALVINGS; halving++) {
            double middle = (low + high) / 2;
            if (slope(probabilities, labels, Math.exp(middle)) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(-(low + high) / 2);
    }

    /** The derivative of the cross entropy's sum by the factor. */
    private static double slope(double[][] probabilities, int[] labels, double factor) {
        double slope = 0;
        for (int sample = 0; sample < labels.length; sample++) {
            slope += slope(probabilities[sample], labels[sample], labels.length, factor);
        }
        return slope;
    }

    private static double slope(double[] probabilities, int label, int samples, double factor) {
        int classes = probabilities.length;
        double[] logarithms = new double[classes];
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            logarithms[k] = Math.log(Math.max(SMALLEST, probabilities[k]));
            largest = Math.max(largest, logarithms[k]);
        }
        double sum = 0;
        double expected = 0;
        double wanted = 0;
        for (int k = 0; k < classes; k++) {
            double weight = Math.exp(factor * (logarithms[k] - largest));
            sum += weight;
            expected += weight * logarithms[k];
            wanted += (k == label ? samples + 1.0 : 1.0) / (samples + classes) * logarithms[k];
        }
        return expected / sum - wanted;
    }
}
