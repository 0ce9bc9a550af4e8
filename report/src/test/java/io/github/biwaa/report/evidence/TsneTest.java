package io.github.biwaa.report.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("machine")
class TsneTest {
    private static final int EACH = 40;

    private static float[][] clusters() {
        SplittableRandom random = new SplittableRandom(3);
        float[][] points = new float[3 * EACH][10];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < 10; j++) {
                points[i][j] = (float) (random.nextDouble() + (j == i / EACH ? 8 : 0));
            }
        }
        return points;
    }

    private static double[][] embedded(long seed) {
        return Tsne.embed(clusters(), seed, done -> {});
    }

    /** Clusters stay together: the nearest neighbour of every point is of its own cluster. */
    @Test
    void neighboursStayNeighbours() {
        double[][] places = embedded(1);
        for (int i = 0; i < places.length; i++) {
            int nearest = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < places.length; j++) {
                double distance = Math.hypot(places[i][0] - places[j][0], places[i][1] - places[j][1]);
                if (j != i && distance < least) {
                    least = distance;
                    nearest = j;
                }
            }
            assertThat(nearest / EACH).isEqualTo(i / EACH);
        }
    }

    @Test
    void theSeedDecides() {
        assertThat(embedded(1)).isDeepEqualTo(embedded(1));
        assertThat(embedded(1)[0]).isNotEqualTo(embedded(2)[0]);
    }

    @Test
    void equalPointsHaveAPlaceToo() {
        for (double[] place : Tsne.embed(new float[12][5], 1, done -> {})) {
            assertThat(Double.isFinite(place[0]) && Double.isFinite(place[1])).isTrue();
        }
    }

    /** 30 overlapping clouds in 32 dimensions. */
    private static float[][] clouds(int count) {
        SplittableRandom random = new SplittableRandom(5);
        double[][] centres = new double[30][32];
        for (double[] centre : centres) {
            Arrays.setAll(centre, k -> 4 * random.nextDouble());
        }
        float[][] points = new float[count][32];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < 32; k++) {
                points[i][k] = (float) (centres[i % 30][k] + 3 * random.nextDouble());
            }
        }
        return points;
    }

    /** What the approximation is for: the neighbours that the exact picture keeps are kept about as well. */
    @Test
    void theApproximationKeepsNeighboursAsTheExactOneDoes() {
        float[][] points = clouds(450);
        double[][] places = Tsne.exact(points, 1);
        double exact = neighboursKept(points, places);
        assertThat(exact).isGreaterThan(0.4);
        assertThat(neighboursKept(points, Tsne.embed(points, 1, done -> {}))).isGreaterThan(exact - 0.04);
        Collections.shuffle(Arrays.asList(places), new Random(1));
        assertThat(neighboursKept(points, places))
                .as("the measure tells pictures from each other")
                .isLessThan(exact / 4);
    }

    /** The share of each point's ten nearest neighbours that are among its ten nearest in the plane. */
    private static double neighboursKept(float[][] points, double[][] places) {
        double kept = 0;
        for (int i = 0; i < points.length; i++) {
            int own = i;
            Set<Integer> before = nearest(points.length, own, j -> distance(points[own], points[j]));
            Set<Integer> after = nearest(
                    points.length, own, j -> Math.hypot(places[own][0] - places[j][0], places[own][1] - places[j][1]));
            after.retainAll(before);
            kept += after.size() / 10.0 / points.length;
        }
        return kept;
    }

    private static Set<Integer> nearest(int size, int own, IntToDoubleFunction distance) {
        return IntStream.range(0, size)
                .filter(j -> j != own)
                .boxed()
                .sorted(Comparator.comparingDouble(distance::applyAsDouble))
                .limit(10)
                .collect(Collectors.toSet());
    }

    private static double distance(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(k -> (a[k] - b[k]) * (a[k] - b[k]))
                .sum();
    }

    /** Forces through the tree, every cell opened, are those of all pairs; and far cells change them little. */
    @Test
    void theTreeRepelsAsAllPairsDo() {
        SplittableRandom random = new SplittableRandom(7);
        double[][] points = new double[300][2];
        for (double[] point : points) {
            point[0] = 20 * random.nextDouble();
            point[1] = 5 * random.nextDouble();
        }
        QuadTree tree = new QuadTree(points);
        for (double[] point : points) {
            double[] pairs = new double[3];
            for (double[] other : points) {
                if (other != point) {
                    double kernel = 1 / (1 + Math.pow(point[0] - other[0], 2) + Math.pow(point[1] - other[1], 2));
                    pairs[0] += kernel * kernel * (point[0] - other[0]);
                    pairs[1] += kernel * kernel * (point[1] - other[1]);
                    pairs[2] += kernel;
                }
            }
            assertThat(tree.repulsion(point, 0)).containsExactly(pairs, within(1e-9));
            assertThat(tree.repulsion(point, 0.5)).containsExactly(pairs, within(0.02 * pairs[2]));
        }
    }

    /** Time grows with n log n but for the neighbours: 10,000 points take seconds, not the hours that all pairs would. */
    @Test
    @Tag("slow")
    void tenThousandPointsTakeLessThanAMinute() {
        long start = System.nanoTime();
        double[][] places = Tsne.embed(clouds(10_000), 1, done -> {});
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(60);
        assertThat(places.length).isEqualTo(10_000);
    }
}
