package io.github.biwaa.evaluation;

import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Estimates how frequent classes are in a target without labels. Both estimates assume that samples of a class look alike in both domains and that only
 * the frequencies differ (label shift).
 */
public final class LabelShift {
    private static final int MOST_ROUNDS = 10_000;
    private static final double STILL = 1e-13;
    /** Beyond this condition number, the solution is mostly rounding and chance. */
    private static final double WORST_CONDITION = 1e6;

    private LabelShift() {}

    /**
     * Black box shift estimation (BBSE; Lipton, Wang, Smola 2018): solves {@code C w = m} and returns {@code q = w p}, with negative frequencies set to 0.
     *
     * @param joint C, [K][K]: the probability that a sample of the source is predicted to be i and is j
     * @param predicted m, [K]: how often each class is predicted for the target
     * @param source p, [K]: how frequent classes are in the samples that C was counted on
     * @return q, [K], with the sum 1; empty if predictions say too little about classes, so that C cannot be inverted
     */
    public static Optional<double[]> blackBox(double[][] joint, double[] predicted, double[] source) {
        int classes = predicted.length;
        try (PointerScope scope = new PointerScope()) {
            Tensor matrix = Tensors.of(
                    Arrays.stream(joint).flatMapToDouble(Arrays::stream).toArray(), classes, classes);
            double[] singular = Tensors.toDoubles(torch.linalg_svdvals(matrix));
            if (!(singular[0] <= WORST_CONDITION * singular[classes - 1])) {
                return Optional.empty();
            }
            double[] q = Tensors.toDoubles(torch.linalg_solve(matrix, Tensors.of(predicted, classes)));
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                q[k] = Math.max(0, q[k] * source[k]);
                sum += q[k];
            }
            for (int k = 0; k < classes; k++) {
                q[k] /= sum;
            }
            return Optional.of(q);
        }
    }

    /**
     * Counts C of {@link #blackBox} with probabilities in place of predicted classes.
     *
     * @param probabilities of labelled samples, [N][K]
     * @param labels their classes
     */
    public static double[][] joint(double[][] probabilities, int[] labels) {
        int classes = probabilities[0].length;
        double[][] joint = new double[classes][classes];
        for (int sample = 0; sample < labels.length; sample++) {
            for (int k = 0; k < classes; k++) {
                joint[k][labels[sample]] += probabilities[sample][k] / labels.length;
            }
        }
        return joint;
    }

    /**
     * Expectation maximisation (Saerens, Latinne, Decaestecker 2002): alternates between the target's probabilities under some frequencies and the
     * frequencies that these probabilities add up to, until the frequencies no longer change. Probabilities must be calibrated.
     *
     * @param probabilities of the target's samples, [N][K]
     * @param learnt frequencies of the samples that the model was trained on, [K], all above 0
     * @return frequencies, [K], with the sum 1
     */
    public static double[] maximumLikelihood(double[][] probabilities, double[] learnt) {
        double[] frequencies = learnt.clone();
        double change = Double.POSITIVE_INFINITY;
        for (int round = 0; round < MOST_ROUNDS && change > STILL; round++) {
            double[] next = new double[learnt.length];
            for (double[] row : probabilities) {
                double[] corrected = corrected(row, learnt, frequencies);
                for (int k = 0; k < next.length; k++) {
                    next[k] += corrected[k] / probabilities.length;
                }
            }
            change = 0;
            for (int k = 0; k < next.length; k++) {
                change = Math.max(change, Math.abs(next[k] - frequencies[k]));
            }
            frequencies = next;
        }
        return frequencies;
    }

    /**
     * The probabilities that a model would give if it had learnt from classes of other frequencies (Bayes).
     *
     * @param probabilities of one sample, [K]
     * @param learnt frequencies that it has learnt from, [K], all above 0
     * @param wanted the others, [K]
     * @return [K], with the sum 1; the same probabilities if all others are 0
     */
    public static double[] corrected(double[] probabilities, double[] learnt, double[] wanted) {
        double[] corrected = new double[probabilities.length];
        double sum = 0;
        for (int k = 0; k < corrected.length; k++) {
            corrected[k] = probabilities[k] * wanted[k] / learnt[k];
            sum += corrected[k];
        }
        if (sum == 0) {
            return probabilities.clone();
        }
        for (int k = 0; k < corrected.length; k++) {
            corrected[k] /= sum;
        }
        return corrected;
    }

    /** @return the mean of rows, [K] */
    public static double[] mean(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += row[k] / rows.length;
            }
        }
        return mean;
    }

    /** @return the share of each class, [K] */
    public static double[] shares(int[] labels, int classes) {
        double[] shares = new double[classes];
        for (int label : labels) {
            shares[label] += 1.0 / labels.length;
        }
        return shares;
    }
}
