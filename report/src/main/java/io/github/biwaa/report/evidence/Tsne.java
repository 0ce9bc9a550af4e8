package io.github.biwaa.report.evidence;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * t-SNE (van der Maaten and Hinton 2008) in the approximation of Barnes and Hut (van der Maaten 2014): points attract only their nearest neighbours in
 * the space of features, and far groups of points repel as one. An iteration takes time n log n; finding the neighbours, once, takes n^2. The same
 * points and seed give the same picture.
 */
final class Tsne {
    /** How many iterations the descent takes. */
    static final int ITERATIONS = 500;

    private static final int EXAGGERATED = 120;
    private static final double EXAGGERATION = 12;
    private static final double SMALLEST_GAIN = 0.01;
    private static final double LARGEST_PERPLEXITY = 30;
    /** A cell of this size, as a share of its distance, repels as one. */
    private static final double THETA = 0.5;

    private final double theta;
    private final int[][] neighbours;
    private final double[][] affinities;
    private final double[][] places;

    private Tsne(float[][] points, long seed, double theta, int most) {
        int n = points.length;
        if (n < 4) {
            throw new IllegalArgumentException(n + " points, expected at least 4");
        }
        double perplexity = Math.min(LARGEST_PERPLEXITY, (n - 1) / 3.0);
        this.theta = theta;
        neighbours = new int[n][];
        affinities = new double[n][];
        IntStream.range(0, n).parallel().forEach(i -> {
            long[] nearest = nearest(points, i, Math.min(n - 1, most));
            neighbours[i] = Arrays.stream(nearest).mapToInt(key -> (int) key).toArray();
            affinities[i] = affinities(
                    Arrays.stream(nearest)
                            .mapToDouble(key -> Float.intBitsToFloat((int) (key >>> 32)))
                            .toArray(),
                    Math.log(perplexity));
        });
        SplittableRandom random = new SeedSequence(seed).streamOf(Purpose.INITIALISATION);
        places = new double[n][2];
        for (double[] place : places) {
            place[0] = 1e-2 * (random.nextDouble() - 0.5);
            place[1] = 1e-2 * (random.nextDouble() - 0.5);
        }
    }

    /**
     * @param points [n][d], n at least 4
     * @param seed of the starting places
     * @param progress receives the number of iterations done
     * @return [n][2]
     */
    static double[][] embed(float[][] points, long seed, IntConsumer progress) {
        return new Tsne(points, seed, THETA, (int) (3 * LARGEST_PERPLEXITY)).descend(progress);
    }

    /** Without approximations: every point attracts and repels every other one. */
    static double[][] exact(float[][] points, long seed) {
        return new Tsne(points, seed, 0, points.length).descend(iteration -> {});
    }

    /** @return the nearest other points, nearest first: the squared distance's bits, then the number */
    private static long[] nearest(float[][] points, int i, int count) {
        long[] keys = new long[points.length - 1];
        int next = 0;
        for (int j = 0; j < points.length; j++) {
            if (j != i) {
                keys[next++] = (long) Float.floatToIntBits(squaredDistance(points[i], points[j])) << 32 | j;
            }
        }
        Arrays.sort(keys);
        return Arrays.copyOf(keys, count);
    }

    /** Four sums at a time: one alone would wait for each of its additions. */
    private static float squaredDistance(float[] a, float[] b) {
        int whole = a.length & ~3;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int k = 0; k < whole; k += 4) {
            float d0 = a[k] - b[k];
            float d1 = a[k + 1] - b[k + 1];
            float d2 = a[k + 2] - b[k + 2];
            float d3 = a[k + 3] - b[k + 3];
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
        }
        for (int k = whole; k < a.length; k++) {
            s0 += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return s0 + s1 + (s2 + s3);
    }

    /** p_j|i of the precision that gives the distribution the wanted entropy, found by bisection. */
    private static double[] affinities(double[] distances, double entropy) {
        double[] p = new double[distances.length];
        double mean = Arrays.stream(distances).average().orElseThrow();
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double beta = mean > 0 ? 1 / mean : 1;
        for (int tries = 0; tries < 64; tries++) {
            double sum = 0;
            double weighted = 0;
            for (int j = 0; j < p.length; j++) {
                // Measured from the nearest neighbour, so that nothing underflows.
                double distance = distances[j] - distances[0];
                p[j] = Math.exp(-beta * distance);
                sum += p[j];
                weighted += p[j] * distance;
            }
            double found = Math.log(sum) + beta * weighted / sum;
            for (int j = 0; j < p.length; j++) {
                p[j] /= sum;
            }
            if (Math.abs(found - entropy) < 1e-5) {
                break;
            }
            if (found > entropy) {
                low = beta;
                beta = Double.isInfinite(high) ? 2 * beta : (beta + high) / 2;
            } else {
                high = beta;
                beta = (beta + low) / 2;
            }
        }
        return p;
    }

    private double[][] descend(IntConsumer progress) {
        int n = places.length;
        double rate = Math.max(50, n / EXAGGERATION);
        double[][] velocity = new double[n][2];
        double[][] gain = new double[n][2];
        Arrays.stream(gain).forEach(row -> Arrays.fill(row, 1));
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            boolean early = iteration < EXAGGERATED;
            double[][] gradient = gradient(early ? EXAGGERATION : 1);
            double[] centre = new double[2];
            for (int i = 0; i < n; i++) {
                for (int axis = 0; axis < 2; axis++) {
                    boolean turned = gradient[i][axis] > 0 != velocity[i][axis] > 0;
                    gain[i][axis] = Math.max(SMALLEST_GAIN, turned ? gain[i][axis] + 0.2 : gain[i][axis] * 0.8);
                    velocity[i][axis] =
                            (early ? 0.5 : 0.8) * velocity[i][axis] - rate * gain[i][axis] * gradient[i][axis];
                    places[i][axis] += velocity[i][axis];
                    centre[axis] += places[i][axis] / n;
                }
            }
            for (double[] place : places) {
                place[0] -= centre[0];
                place[1] -= centre[1];
            }
            progress.accept(iteration + 1);
        }
        return places;
    }

    /** {@code 4 sum_j (p_ij - q_ij) (y_i - y_j) / (1 + |y_i - y_j|^2)}, with {@code p_ij = (p_j|i + p_i|j) / 2n}. */
    private double[][] gradient(double exaggeration) {
        int n = places.length;
        QuadTree tree = new QuadTree(places);
        double[][] repulsion = new double[n][];
        IntStream.range(0, n).parallel().forEach(i -> repulsion[i] = tree.repulsion(places[i], theta));
        double total = 0;
        for (double[] one : repulsion) {
            total += one[2];
        }
        double[][] gradient = new double[n][2];
        for (int i = 0; i < n; i++) {
            gradient[i][0] -= 4 * repulsion[i][0] / total;
            gradient[i][1] -= 4 * repulsion[i][1] / total;
            for (int k = 0; k < neighbours[i].length; k++) {
                int j = neighbours[i][k];
                double d0 = places[i][0] - places[j][0];
                double d1 = places[i][1] - places[j][1];
                double force = 4 * exaggeration * affinities[i][k] / (2.0 * n) / (1 + d0 * d0 + d1 * d1);
                gradient[i][0] += force * d0;
                gradient[i][1] += force * d1;
                gradient[j][0] -= force * d0;
                gradient[j][1] -= force * d1;
            }
        }
        return gradient;
    }
}
