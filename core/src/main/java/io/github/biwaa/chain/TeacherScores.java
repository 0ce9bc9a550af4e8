package io.github.biwaa.chain;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What a teacher says of samples. In double precision: sharpened scores of most rows would tie at 1 in single precision.
 *
 * @param probabilities P0, [N, K] row by row; rows sum to 1
 * @param certainty the logarithm of the odds of the surest class, [N]; infinite where no other class is possible
 * @param classes K
 */
public record TeacherScores(double[] probabilities, double[] certainty, int classes) {
    /** Rows whose largest scores are equal are no surer beyond it than at it. */
    private static final double STEEPEST = 1e30;

    /**
     * The steepness that makes a teacher as sure as wanted: tau such that the mean over domains of {@code mean_n max_k softmax(tau z_n)} is the given one.
     *
     * @param domains scores z of each, [N, K] row by row
     * @param confidence above 1 / K and below 1
     * @return above 0; empty if none is steep or flat enough
     */
    static OptionalDouble steepness(List<double[]> domains, int classes, double confidence) {
        if (confidence <= 1.0 / classes) {
            return OptionalDouble.empty();
        }
        double low = 0;
        double high = 1;
        while (confidence(domains, classes, high) < confidence) {
            if (high > STEEPEST) {
                return OptionalDouble.empty();
            }
            low = high;
            high *= 2;
        }
        double middle = (low + high) / 2;
        // Until no number lies between the two.
        while (low < middle && middle < high) {
            if (confidence(domains, classes, middle) < confidence) {
                low = middle;
            } else {
                high = middle;
            }
            middle = (low + high) / 2;
        }
        return OptionalDouble.of(middle);
    }

    private static double confidence(List<double[]> domains, int classes, double steepness) {
        return domains.stream()
                .mapToDouble(scores -> IntStream.range(0, scores.length / classes)
                        .mapToDouble(row -> 1 / (1 + others(scores, row * classes, classes, steepness)))
                        .average()
                        .orElseThrow())
                .average()
                .orElseThrow();
    }

    /**
     * P0 = softmax(tau z).
     *
     * @param scores z, [N, K] row by row
     * @param steepness tau
     */
    static TeacherScores of(double[] scores, int classes, double steepness) {
        double[] probabilities = new double[scores.length];
        double[] certainty = new double[scores.length / classes];
        for (int row = 0; row < certainty.length; row++) {
            int from = row * classes;
            double largest = largest(scores, from, classes);
            double others = others(scores, from, classes, steepness);
            for (int k = from; k < from + classes; k++) {
                probabilities[k] = exponential(scores[k], largest, steepness) / (1 + others);
            }
            certainty[row] = Math.log(1 / others);
        }
        return new TeacherScores(probabilities, certainty, classes);
    }

    /** @return the sum of exp(tau (z_k - z_max)) over all classes but the first of the largest score */
    private static double others(double[] scores, int from, int classes, double steepness) {
        double largest = largest(scores, from, classes);
        // Without the largest, 1, which would swallow the digits of the small ones.
        double sum = 0;
        boolean left = true;
        for (int k = from; k < from + classes; k++) {
            if (left && scores[k] == largest) {
                left = false;
            } else {
                sum += exponential(scores[k], largest, steepness);
            }
        }
        return sum;
    }

    private static double exponential(double score, double largest, double steepness) {
        return score == largest ? 1 : Math.exp(steepness * (score - largest));
    }

    private static double largest(double[] scores, int from, int classes) {
        double largest = scores[from];
        for (int k = from + 1; k < from + classes; k++) {
            largest = Math.max(largest, scores[k]);
        }
        return largest;
    }

    /** @return N */
    public int size() {
        return certainty.length;
    }

    /** @return the probabilities of some samples, row by row */
    public double[] rows(int[] samples) {
        double[] rows = new double[samples.length * classes];
        for (int row = 0; row < samples.length; row++) {
            System.arraycopy(probabilities, samples[row] * classes, rows, row * classes, classes);
        }
        return rows;
    }

    /** Some of these samples. */
    TeacherScores part(int[] samples) {
        return new TeacherScores(
                rows(samples),
                IntStream.of(samples).mapToDouble(sample -> certainty[sample]).toArray(),
                classes);
    }

    /** These samples and, after them, some of others. */
    TeacherScores plus(TeacherScores other, int[] samples) {
        TeacherScores added = other.part(samples);
        return new TeacherScores(
                joined(probabilities, added.probabilities), joined(certainty, added.certainty), classes);
    }

    private static double[] joined(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
