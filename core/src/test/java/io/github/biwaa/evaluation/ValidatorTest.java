package io.github.biwaa.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The validators against plain loops over their formulas, and at the ends of their ranges. */
class ValidatorTest {
    private static final double CLOSE = 1e-9;

    @Test
    void scoresAreThoseOfPlainLoops() {
        for (int[] size : new int[][] {{2, 2}, {7, 3}, {40, 10}, {300, 5}, {4, 6}}) {
            double[][] p = randomRows(size[0], size[1]);
            try (PointerScope scope = new PointerScope()) {
                Tensor scores = tensor(p);
                assertThat(PredictionEntropy.of(scores)).isCloseTo(meanEntropy(p), within(CLOSE));
                assertThat(InformationMaximisation.of(scores))
                        .isCloseTo(entropy(mean(p)) - meanEntropy(p), within(CLOSE))
                        .isBetween(0.0, Math.log(size[1]));
                assertThat(SoftNeighbourhoodDensity.of(scores))
                        .isCloseTo(softNeighbourhoodDensity(p), within(CLOSE))
                        .isBetween(0.0, Math.log(size[0] - 1) + CLOSE);
            }
        }
    }

    /** For two classes the singular values have a closed form: (s1 + s2)^2 = ||P||_F^2 + 2 sqrt(det P'P). */
    @Test
    void theNuclearNormIsThatOfTheClosedFormForTwoClasses() {
        double[][] p = randomRows(9, 2);
        double aa = 0;
        double ab = 0;
        double bb = 0;
        for (double[] row : p) {
            aa += row[0] * row[0];
            ab += row[0] * row[1];
            bb += row[1] * row[1];
        }
        double norm = Math.sqrt(aa + bb + 2 * Math.sqrt(aa * bb - ab * ab));
        try (PointerScope scope = new PointerScope()) {
            assertThat(PredictionNuclearNorm.of(tensor(p))).isCloseTo(norm / Math.sqrt(18), within(CLOSE));
        }
    }

    @Test
    void certainAndBalancedPredictionsReachTheEndsOfTheRanges() {
        double[][] certain = new double[12][4];
        double[][] even = new double[12][4];
        double[][] collapsed = new double[12][4];
        for (int n = 0; n < 12; n++) {
            certain[n][n % 4] = 1;
            collapsed[n][0] = 1;
            Arrays.fill(even[n], 0.25);
        }
        try (PointerScope scope = new PointerScope()) {
            Map<String, Double> best = Validator.scores(new Validator.Evidence(tensor(certain), null, null));
            Map<String, Double> undecided = Validator.scores(new Validator.Evidence(tensor(even), null, null));
            Map<String, Double> one = Validator.scores(new Validator.Evidence(tensor(collapsed), null, null));
            assertThat(best).containsOnlyKeys("entropy", "information-maximisation", "bnm", "snd");
            assertThat(best.get("entropy")).isZero();
            assertThat(best.get("information-maximisation")).isCloseTo(Math.log(4), within(CLOSE));
            assertThat(best.get("bnm")).isCloseTo(1, within(CLOSE));
            assertThat(best.get("snd")).isCloseTo(Math.log(2), within(1e-6));
            assertThat(undecided.get("entropy")).isCloseTo(Math.log(4), within(CLOSE));
            assertThat(undecided.get("information-maximisation")).isCloseTo(0, within(CLOSE));
            assertThat(undecided.get("snd")).isCloseTo(Math.log(11), within(CLOSE));
            // What entropy cannot see and information maximisation can.
            assertThat(one.get("entropy")).isZero();
            assertThat(one.get("information-maximisation")).isCloseTo(0, within(CLOSE));
        }
    }

    @Test
    void ofManySamplesNeighbourhoodsAreThoseOfSomeEvenlySpread() {
        double[][] p = randomRows(11, 3);
        try (PointerScope scope = new PointerScope()) {
            assertThat(SoftNeighbourhoodDensity.of(tensor(p), 4))
                    .isCloseTo(softNeighbourhoodDensity(new double[][] {p[0], p[2], p[5], p[8]}), within(CLOSE));
            assertThat(SoftNeighbourhoodDensity.of(tensor(p), 11)).isEqualTo(SoftNeighbourhoodDensity.of(tensor(p)));
        }
    }

    @Test
    void sourceAccuracyNeedsTheSource() {
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = tensor(new double[][] {{0.9, 0.1}, {0.2, 0.8}, {0.7, 0.3}});
            Map<String, Double> all = Validator.scores(new Validator.Evidence(scores, scores, new int[] {0, 1, 1}));
            assertThat(all.get("source-accuracy")).isCloseTo(2.0 / 3, within(CLOSE));
        }
    }

    @Test
    void eachSaysNameRangeDirectionAndPaper() {
        for (Validator validator : Validator.values()) {
            assertThat(Validator.named(validator.id())).isSameAs(validator);
            assertThat(validator.description()).isNotBlank();
            assertThat(validator.range()).contains(" to ");
            assertThat(validator.paper()).containsPattern("\\d{4}");
            assertThat(validator.prefers(2, 1)).isEqualTo(validator.higherIsBetter());
            assertThat(validator.prefers(1, 1)).isFalse();
        }
        assertThatThrownBy(() -> Validator.named("accuracy"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("information-maximisation");
    }

    private static Tensor tensor(double[][] rows) {
        double[] flat = new double[rows.length * rows[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = rows[i / rows[0].length][i % rows[0].length];
        }
        return Tensors.of(flat, rows.length, rows[0].length);
    }

    private static double[][] randomRows(int samples, int classes) {
        RandomGenerator random = new SeedSequence(5).streamOf(Purpose.INITIALISATION, samples, classes);
        double[][] rows = new double[samples][classes];
        for (double[] row : rows) {
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                row[k] = Math.exp(4 * random.nextDouble());
                sum += row[k];
            }
            for (int k = 0; k < classes; k++) {
                row[k] /= sum;
            }
        }
        return rows;
    }

    private static double entropy(double[] p) {
        double sum = 0;
        for (double value : p) {
            sum -= value == 0 ? 0 : value * Math.log(value);
        }
        return sum;
    }

    private static double meanEntropy(double[][] p) {
        double sum = 0;
        for (double[] row : p) {
            sum += entropy(row) / p.length;
        }
        return sum;
    }

    private static double[] mean(double[][] p) {
        double[] mean = new double[p[0].length];
        for (double[] row : p) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += row[k] / p.length;
            }
        }
        return mean;
    }

    private static double softNeighbourhoodDensity(double[][] p) {
        double sum = 0;
        for (int n = 0; n < p.length; n++) {
            double[] weights = new double[p.length];
            double total = 0;
            for (int m = 0; m < p.length; m++) {
                if (m != n) {
                    weights[m] = Math.exp(cosine(p[n], p[m]) / 0.05);
                    total += weights[m];
                }
            }
            for (int m = 0; m < p.length; m++) {
                weights[m] /= total;
            }
            sum += entropy(weights) / p.length;
        }
        return sum;
    }

    private static double cosine(double[] a, double[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int k = 0; k < a.length; k++) {
            ab += a[k] * b[k];
            aa += a[k] * a[k];
            bb += b[k] * b[k];
        }
        return ab / Math.sqrt(aa * bb);
    }
}
