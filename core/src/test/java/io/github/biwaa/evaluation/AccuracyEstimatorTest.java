package io.github.biwaa.evaluation;

import static io.github.biwaa.evaluation.AccuracyEstimator.AVERAGE_THRESHOLDED_CONFIDENCE;
import static io.github.biwaa.evaluation.AccuracyEstimator.DIFFERENCE_OF_CONFIDENCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Both estimates against plain loops over their formulas, and their intervals. */
class AccuracyEstimatorTest {
    private static final int CLASSES = 4;

    @Test
    void thresholdedConfidenceIsThatOfAPlainSearch() {
        for (int seed = 0; seed < 5; seed++) {
            double[][] source = rows(60, 2, seed);
            double[][] target = rows(90, 1, seed + 100);
            int[] labels = labels(source, seed);
            assertThat(AVERAGE_THRESHOLDED_CONFIDENCE.of(source, labels, target).accuracy())
                    .isEqualTo(thresholded(source, labels, target));
        }
    }

    /** The threshold is searched among all scores: the first that leaves as many held-out samples above as are right. */
    private static double thresholded(double[][] source, int[] labels, double[][] target) {
        int right = right(source, labels);
        for (double[] candidate : source) {
            double threshold = certainty(candidate);
            long above = Arrays.stream(source)
                    .filter(row -> certainty(row) >= threshold)
                    .count();
            if (above == right) {
                return Arrays.stream(target)
                                .filter(row -> certainty(row) >= threshold)
                                .count()
                        / (double) target.length;
            }
        }
        throw new AssertionError("no threshold");
    }

    @Test
    void differenceOfConfidencesIsItsFormula() {
        double[][] source = rows(60, 2, 1);
        double[][] target = rows(90, 1.2, 2);
        int[] labels = labels(source, 3);
        double expected = right(source, labels) / 60.0 - mean(source) + mean(target);
        assertThat(DIFFERENCE_OF_CONFIDENCES.of(source, labels, target).accuracy())
                .isCloseTo(expected, within(1e-12));
    }

    /** On a target like the source both say what the held-out samples say. */
    @Test
    void aTargetLikeTheSourceHasItsAccuracy() {
        double[][] source = rows(4000, 2, 1);
        double[][] target = rows(4000, 2, 2);
        int[] labels = labels(source, 3);
        double accuracy = right(source, labels) / 4000.0;
        for (AccuracyEstimator estimator : AccuracyEstimator.values()) {
            AccuracyEstimate estimate = estimator.of(source, labels, target);
            assertThat(estimate.accuracy()).isCloseTo(accuracy, within(0.03));
            assertThat(accuracy).isBetween(estimate.low(), estimate.high());
            // The error that the method has anyway, and little more.
            assertThat(estimate.high() - estimate.low()).isBetween(2 * 1.96 * 0.04, 0.25);
            assertThat(estimate.method()).isEqualTo(estimator.id());
        }
    }

    @Test
    void intervalsNarrowWithMoreSamplesAndWidenWithDoubt() {
        for (AccuracyEstimator estimator : AccuracyEstimator.values()) {
            assertThat(width(estimator, 1000)).isLessThan(width(estimator, 50));
            double[][] source = rows(1000, 2, 4);
            int[] labels = labels(source, 5);
            AccuracyEstimate unsure = estimator.of(source, labels, rows(1000, 0.5, 6));
            double fallen = right(source, labels) / 1000.0 - unsure.accuracy();
            assertThat(fallen).isGreaterThan(0.1);
            assertThat(unsure.low()).isLessThanOrEqualTo(Math.max(0, unsure.accuracy() - fallen));
            assertThat(unsure.high()).isGreaterThanOrEqualTo(Math.min(1, unsure.accuracy() + fallen));
        }
    }

    private static double width(AccuracyEstimator estimator, int samples) {
        double[][] source = rows(samples, 2, 4);
        AccuracyEstimate estimate = estimator.of(source, labels(source, 5), rows(samples, 2, 6));
        return estimate.high() - estimate.low();
    }

    @Test
    void allRightAndAllWrongStayInRange() {
        double[][] source = {{0.9, 0.1}, {0.3, 0.7}};
        double[][] target = {{0.6, 0.4}, {0.99, 0.01}, {0.5, 0.5}};
        for (AccuracyEstimator estimator : AccuracyEstimator.values()) {
            for (int[] labels : new int[][] {{0, 1}, {1, 0}}) {
                AccuracyEstimate estimate = estimator.of(source, labels, target);
                assertThat(estimate.low()).isBetween(0.0, estimate.accuracy());
                assertThat(estimate.high()).isBetween(estimate.accuracy(), 1.0);
            }
        }
        assertThat(AVERAGE_THRESHOLDED_CONFIDENCE
                        .of(source, new int[] {1, 0}, target)
                        .accuracy())
                .isZero();
    }

    private static double certainty(double[] row) {
        double sum = 0;
        for (double p : row) {
            sum += p * Math.log(p);
        }
        return sum;
    }

    private static double mean(double[][] rows) {
        return Arrays.stream(rows)
                .mapToDouble(row -> Arrays.stream(row).max().orElseThrow())
                .average()
                .orElseThrow();
    }

    private static int right(double[][] rows, int[] labels) {
        int right = 0;
        for (int i = 0; i < rows.length; i++) {
            double[] row = rows[i];
            right += row[labels[i]] == Arrays.stream(row).max().orElseThrow() ? 1 : 0;
        }
        return right;
    }

    private static double[][] rows(int n, double spread, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = new double[n][CLASSES];
        for (double[] row : rows) {
            double sum = 0;
            for (int k = 0; k < CLASSES; k++) {
                row[k] = Math.exp(random.nextDouble(-spread, spread));
                sum += row[k];
            }
            for (int k = 0; k < CLASSES; k++) {
                row[k] /= sum;
            }
        }
        return rows;
    }

    private static int[] labels(double[][] rows, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = new int[rows.length];
        for (int i = 0; i < labels.length; i++) {
            double rest = random.nextDouble();
            while (labels[i] < CLASSES - 1 && rest >= rows[i][labels[i]]) {
                rest -= rows[i][labels[i]++];
            }
        }
        return labels;
    }
}
