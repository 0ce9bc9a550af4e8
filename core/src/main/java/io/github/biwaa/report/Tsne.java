package io.github.biwaa.report;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * t-SNE (van der Maaten and Hinton 2008), exact: time and memory grow with the square of the number of points, which is meant to stay below 1,500. The
 * same points and seed give the same picture.
 */
final class Tsne {
    private static final int ITERATIONS = 500;
    private static final int EXAGGERATED = 120;
    private static final double EXAGGERATION = 12;
    private static final double SMALLEST_GAIN = 0.01;

    private Tsne() {}

    /**
     * @param points [n][d], n at least 4
     * @param seed of the starting places
     * @return [n][2]
     */
    static double[][] embed(float[][] points, long seed) {
        int n = points.length;
        if (n < 4) {
            throw new IllegalArgumentException(n + " points, expected at least 4");
        }
        double perplexity = Math.min(30, (n - 1) / 3.0);
        float[][] affinities = symmetric(conditional(squaredDistances(points), perplexity));
        SplittableRandom random = new SeedSequence(seed).streamOf(Purpose.INITIALISATION);
        double[][] y = new double[n][2];
        for (double[] place : y) {
            place[0] = 1e-2 * (random.nextDouble() - 0.5);
            place[1] = 1e-2 * (random.nextDouble() - 0.5);
        }
        descend(affinities, y, Math.max(50, n / EXAGGERATION));
        return y;
    }

    private static float[][] squaredDistances(float[][] points) {
        int n = points.length;
        float[][] distances = new float[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                float sum = 0;
                float[] a = points[i];
                float[] b = points[j];
                for (int k = 0; k < a.length; k++) {
                    float difference = a[k] - b[k];
                    sum += difference * difference;
                }
                distances[i][j] = sum;
                distances[j][i] = sum;
            }
        }
        return distances;
    }

    /** p_j|i of the precision that gives every point the same perplexity, found by bisection. */
    private static double[][] conditional(float[][] distances, double perplexity) {
        int n = distances.length;
        double wanted = Math.log(perplexity);
        double[][] p = new double[n][n];
        for (int i = 0; i < n; i++) {
            double low = 0;
            double high = Double.POSITIVE_INFINITY;
            double nearest = Double.POSITIVE_INFINITY;
            double mean = 0;
            for (int j = 0; j < n; j++) {
                nearest = j == i ? nearest : Math.min(nearest, distances[i][j]);
                mean += distances[i][j] / (double) (n - 1);
            }
            double beta = mean > 0 ? 1 / mean : 1;
            for (int tries = 0; tries < 64; tries++) {
                double sum = 0;
                double weighted = 0;
                for (int j = 0; j < n; j++) {
                    // Measured from the nearest neighbour, so that nothing underflows.
                    double distance = distances[i][j] - nearest;
                    p[i][j] = j == i ? 0 : Math.exp(-beta * distance);
                    sum += p[i][j];
                    weighted += j == i ? 0 : p[i][j] * distance;
                }
                double entropy = Math.log(sum) + beta * weighted / sum;
                for (int j = 0; j < n; j++) {
                    p[i][j] /= sum;
                }
                if (Math.abs(entropy - wanted) < 1e-5) {
                    break;
                }
                if (entropy > wanted) {
                    low = beta;
                    beta = Double.isInfinite(high) ? 2 * beta : (beta + high) / 2;
                } else {
                    high = beta;
                    beta = (beta + low) / 2;
                }
            }
        }
        return p;
    }

    private static float[][] symmetric(double[][] conditional) {
        int n = conditional.length;
        float[][] p = new float[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                p[i][j] = (float) Math.max((conditional[i][j] + conditional[j][i]) / (2.0 * n), 1e-12);
            }
        }
        return p;
    }

    private static void descend(float[][] p, double[][] y, double rate) {
        int n = y.length;
        double[][] velocity = new double[n][2];
        double[][] gain = new double[n][2];
        Arrays.stream(gain).forEach(row -> Arrays.fill(row, 1));
        float[] kernel = new float[n * (n - 1) / 2];
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double exaggeration = iteration < EXAGGERATED ? EXAGGERATION : 1;
            double momentum = iteration < EXAGGERATED ? 0.5 : 0.8;
            double[][] gradient = gradient(p, y, exaggeration, kernel);
            double[] centre = new double[2];
            for (int i = 0; i < n; i++) {
                for (int axis = 0; axis < 2; axis++) {
                    boolean turned = gradient[i][axis] > 0 != velocity[i][axis] > 0;
                    gain[i][axis] = Math.max(SMALLEST_GAIN, turned ? gain[i][axis] + 0.2 : gain[i][axis] * 0.8);
                    velocity[i][axis] = momentum * velocity[i][axis] - rate * gain[i][axis] * gradient[i][axis];
                    y[i][axis] += velocity[i][axis];
                    centre[axis] += y[i][axis] / n;
                }
            }
            for (double[] place : y) {
                place[0] -= centre[0];
                place[1] -= centre[1];
            }
        }
    }

    private static double[][] gradient(float[][] p, double[][] y, double exaggeration, float[] kernel) {
        int n = y.length;
        double total = 0;
        int pair = 0;
        for (int i = 0; i < n; i++) {
            double x0 = y[i][0];
            double x1 = y[i][1];
            for (int j = 0; j < i; j++) {
                double d0 = x0 - y[j][0];
                double d1 = x1 - y[j][1];
                float q = (float) (1 / (1 + d0 * d0 + d1 * d1));
                kernel[pair++] = q;
                total += 2 * q;
            }
        }
        double[][] gradient = new double[n][2];
        pair = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                float q = kernel[pair++];
                double force = 4 * (exaggeration * p[i][j] - q / total) * q;
                double f0 = force * (y[i][0] - y[j][0]);
                double f1 = force * (y[i][1] - y[j][1]);
                gradient[i][0] += f0;
                gradient[i][1] += f1;
                gradient[j][0] -= f0;
                gradient[j][1] -= f1;
            }
        }
        return gradient;
    }
}
