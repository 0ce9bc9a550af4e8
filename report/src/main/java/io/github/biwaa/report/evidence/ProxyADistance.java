package io.github.biwaa.report.evidence;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.util.SplittableRandom;

/**
 * The proxy A-distance of two domains (Ben-David et al. 2007): {@code d_A = 2 (1 - 2 e)}, e the error of a linear classifier that tells their features
 * apart, on features it was not trained on. 0: it cannot tell them apart; 2: it always can.
 *
 * <p>The classifier is logistic regression with weight decay on standardised features, trained on every other sample of a shuffled order by full-batch
 * gradient descent, and held against the rest; both domains count alike, however many samples they have.
 */
final class ProxyADistance {
    private static final int STEPS = 300;
    private static final double RATE = 0.5;
    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 1e-2;

    private ProxyADistance() {}

    /**
     * @param source [n_s][d], at least 4 rows
     * @param target [n_t][d], at least 4 rows
     * @return 0 to 2; a classifier that is wrong more often than right gives 0
     */
    static double of(float[][] source, float[][] target, long seed) {
        if (source.length < 4 || target.length < 4) {
            throw new IllegalArgumentException(source.length + " and " + target.length + " samples, expected 4 each");
        }
        double[][] features = standardised(source, target);
        int[] order = shuffled(features.length, new SeedSequence(seed).streamOf(Purpose.SOURCE_SAMPLER));
        boolean[] train = new boolean[features.length];
        // Every other one of each domain, so that both halves hold as many of either.
        int[] seen = new int[2];
        for (int sample : order) {
            train[sample] = seen[sample < source.length ? 0 : 1]++ % 2 == 0;
        }
        double[] weights = fit(features, source.length, train);
        double[] wrong = new double[2];
        double[] held = new double[2];
        for (int i = 0; i < features.length; i++) {
            if (!train[i]) {
                int domain = i < source.length ? 0 : 1;
                held[domain]++;
                wrong[domain] += score(weights, features[i]) > 0 == (domain == 0) ? 0 : 1;
            }
        }
        double error = (wrong[0] / held[0] + wrong[1] / held[1]) / 2;
        return Math.max(0, 2 * (1 - 2 * error));
    }

    private static int[] shuffled(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    private static double[][] standardised(float[][] source, float[][] target) {
        int size = source.length + target.length;
        int width = source[0].length;
        double[][] features = new double[size][width];
        for (int i = 0; i < size; i++) {
            float[] row = i < source.length ? source[i] : target[i - source.length];
            for (int j = 0; j < width; j++) {
                features[i][j] = row[j];
            }
        }
        for (int j = 0; j < width; j++) {
            double mean = 0;
            for (double[] row : features) {
                mean += row[j] / size;
            }
            double variance = 0;
            for (double[] row : features) {
                variance += (row[j] - mean) * (row[j] - mean) / size;
            }
            double scale = variance > 0 ? 1 / Math.sqrt(variance * width) : 0;
            for (double[] row : features) {
                row[j] = (row[j] - mean) * scale;
            }
        }
        return features;
    }

    /** The last weight is the bias. */
    private static double[] fit(double[][] features, int sources, boolean[] train) {
        int width = features[0].length;
        double[] weights = new double[width + 1];
        double[] velocity = new double[width + 1];
        int[] counts = new int[2];
        for (int i = 0; i < train.length; i++) {
            counts[i < sources ? 0 : 1] += train[i] ? 1 : 0;
        }
        for (int step = 0; step < STEPS; step++) {
            double[] gradient = new double[width + 1];
            for (int i = 0; i < features.length; i++) {
                if (train[i]) {
                    boolean isSource = i < sources;
                    double probability = 1 / (1 + Math.exp(-score(weights, features[i])));
                    double error = (probability - (isSource ? 1 : 0)) / (2.0 * counts[isSource ? 0 : 1]);
                    for (int j = 0; j < width; j++) {
                        gradient[j] += error * features[i][j];
                    }
                    gradient[width] += error;
                }
            }
            for (int j = 0; j <= width; j++) {
                double decay = j < width ? DECAY / width * weights[j] : 0;
                velocity[j] = MOMENTUM * velocity[j] + gradient[j] + decay;
                weights[j] -= RATE * Math.sqrt(width) * velocity[j];
            }
        }
        return weights;
    }

    private static double score(double[] weights, double[] row) {
        double sum = weights[row.length];
        for (int j = 0; j < row.length; j++) {
            sum += weights[j] * row[j];
        }
        return sum;
    }
}
