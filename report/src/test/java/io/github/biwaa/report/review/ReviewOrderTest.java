package io.github.biwaa.report.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.random.SeedSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReviewOrderTest {

    private static double[][] probabilities(int rows, int classes) {
        SplittableRandom random = new SplittableRandom(1);
        double[][] all = new double[rows][classes];
        for (double[] row : all) {
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                row[k] = Math.exp(3 * random.nextGaussian());
                sum += row[k];
            }
            for (int k = 0; k < classes; k++) {
                row[k] /= sum;
            }
        }
        return all;
    }

    /** By the formula, over and over for every picture. */
    @Test
    void afterTheSampleComesWhatIsUnsureAndUnlikeTheOthers() {
        double[][] p = probabilities(40, 5);
        int[] order = ReviewOrder.of(p, 6, new SeedSequence(3));
        List<Integer> expected =
                new ArrayList<>(Arrays.stream(order).limit(6).boxed().toList());
        while (expected.size() < 40) {
            int best = -1;
            double most = -1;
            for (int i = 0; i < 40; i++) {
                double score = expected.contains(i) ? -2 : (1 - margin(p[i])) * nearest(p, i, expected);
                if (score > most) {
                    best = i;
                    most = score;
                }
            }
            expected.add(best);
        }
        assertThat(order).containsExactly(expected.stream().mapToInt(i -> i).toArray());
    }

    private static double margin(double[] row) {
        double[] sorted = row.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1] - sorted[sorted.length - 2];
    }

    private static double nearest(double[][] p, int picture, List<Integer> before) {
        return before.stream()
                .mapToDouble(other -> Math.sqrt(IntStream.range(0, p[0].length)
                        .mapToDouble(k -> Math.pow(Math.sqrt(p[picture][k]) - Math.sqrt(p[other][k]), 2))
                        .sum()))
                .min()
                .orElseThrow();
    }

    /** With as many pictures as nobody labels, the end comes in the order of unsureness. */
    @Test
    void everyPictureComesOnce() {
        double[][] p = probabilities(700, 3);
        int[] order = ReviewOrder.of(p, 10, new SeedSequence(3));
        assertThat(Arrays.stream(order).sorted())
                .containsExactlyElementsOf(IntStream.range(0, 700).boxed().toList());
        assertThat(Arrays.stream(order).skip(510).boxed().toList())
                .isSortedAccordingTo(Comparator.comparingDouble(i -> margin(p[i])));
    }

    @Test
    void theSampleIsUniformAndALargerOneBeginsWithASmaller() {
        double[][] p = probabilities(5, 3);
        int[] first = new int[5];
        for (int seed = 0; seed < 1000; seed++) {
            int[] order = ReviewOrder.of(p, 3, new SeedSequence(seed));
            assertThat(Arrays.copyOf(ReviewOrder.of(p, 5, new SeedSequence(seed)), 3))
                    .isEqualTo(Arrays.copyOf(order, 3));
            first[order[0]]++;
        }
        // Five standard deviations of a binomial with n = 1000, p = 0.2.
        assertThat(Arrays.stream(first).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(137, 263));
    }
}
