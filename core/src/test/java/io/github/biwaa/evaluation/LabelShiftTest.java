package io.github.biwaa.evaluation;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.golden.Golden;
import io.github.biwaa.model.Calibration;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelShiftTest {

    private record Shift(StateDict golden, String name) {
        double[] values(String array) {
            return Tensors.toDoubles(golden.get(name + "/" + array));
        }

        int[] labels() {
            return Tensors.toInts(golden.get(name + "/labels_source"));
        }

        double[][] probabilities(String logits) {
            return rows(Tensors.toDoubles(
                    Tensors.toDouble(golden.get(name + "/" + logits)).softmax(1)));
        }

        double[][] matrix(String array) {
            return rows(values(array));
        }

        private static double[][] rows(double[] values) {
            return IntStream.range(0, values.length / 5)
                    .mapToObj(row -> Arrays.copyOfRange(values, 5 * row, 5 * row + 5))
                    .toArray(double[][]::new);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shift_mild", "shift_strong"})
    void bothEstimatesEqualTheGoldenNumbers(String name) {
        try (StateDict golden = Golden.read("gsde/g7_other_methods.safetensors");
                PointerScope scope = new PointerScope()) {
            Shift shift = new Shift(golden, name);
            double[][] source = shift.probabilities("logits_source");
            double[][] target = shift.probabilities("logits_target");
            double[] prior = shift.values("source_prior");
            assertClose("shares", LabelShift.shares(shift.labels(), 5), prior, FLOAT64);
            assertClose("target's mean", LabelShift.mean(target), shift.values("bbse_soft/target_mean"), FLOAT64);
            assertClose(
                    "joint", flat(LabelShift.joint(source, shift.labels())), shift.values("bbse_soft/joint"), FLOAT64);
            for (String kind : new String[] {"bbse_soft", "bbse_hard"}) {
                assertClose(
                        kind,
                        LabelShift.blackBox(shift.matrix(kind + "/joint"), shift.values(kind + "/target_mean"), prior)
                                .orElseThrow(),
                        shift.values(kind + "/prior"),
                        FLOAT64);
            }
            double[] em = LabelShift.maximumLikelihood(target, prior);
            assertClose("em", em, shift.values("em/prior"), FLOAT64);
            assertClose(
                    "posterior",
                    flat(Arrays.stream(target)
                            .map(row -> LabelShift.corrected(row, prior, em))
                            .toArray(double[][]::new)),
                    shift.values("em/posterior"),
                    FLOAT64);
            double temperature = shift.values("temperature")[0];
            double[][] calibrated = Arrays.stream(target)
                    .map(row -> Calibration.scaled(row, temperature))
                    .toArray(double[][]::new);
            assertClose(
                    "em, calibrated",
                    LabelShift.maximumLikelihood(calibrated, prior),
                    shift.values("em_calibrated/prior"),
                    FLOAT64);
        }
    }

    @Test
    void frequenciesBelowZeroCountAsZero() {
        try (StateDict golden = Golden.read("gsde/g7_other_methods.safetensors");
                PointerScope scope = new PointerScope()) {
            double[] joint = Tensors.toDoubles(golden.get("bbse_negative/joint"));
            double[][] rows = {Arrays.copyOf(joint, 3), Arrays.copyOfRange(joint, 3, 6), Arrays.copyOfRange(joint, 6, 9)
            };
            double[] source = new double[3];
            Arrays.stream(rows).forEach(row -> Arrays.setAll(source, k -> source[k] + row[k]));
            double[] q = LabelShift.blackBox(rows, Tensors.toDoubles(golden.get("bbse_negative/target_mean")), source)
                    .orElseThrow();
            assertClose("prior", q, Tensors.toDoubles(golden.get("bbse_negative/prior")), FLOAT64);
            assertThat(q).contains(0);
        }
    }

    /** Where the target is the source, both find its frequencies: the mean probabilities of exact posteriors are the frequencies. */
    @Test
    void withoutAShiftNothingChanges() {
        double[][] posteriors = {{0.9, 0.1, 0}, {0.2, 0.7, 0.1}, {0.1, 0.1, 0.8}, {0.4, 0.3, 0.3}};
        double[] frequencies = LabelShift.mean(posteriors);
        assertClose("em", LabelShift.maximumLikelihood(posteriors, frequencies), frequencies, 1e-12);
        int[] labels = {0, 1, 2, 0};
        double[] shares = LabelShift.shares(labels, 3);
        assertClose(
                "bbse",
                LabelShift.blackBox(LabelShift.joint(posteriors, labels), frequencies, shares)
                        .orElseThrow(),
                shares,
                1e-12);
        assertClose("corrected", LabelShift.corrected(posteriors[1], frequencies, frequencies), posteriors[1], 1e-15);
    }

    /** Frequencies of the maximum likelihood are no worse than any others nearby, by the likelihood counted naively. */
    @Test
    void noFrequenciesNearbyAreMoreLikely() {
        SplittableRandom random = new SplittableRandom(5);
        double[][] posteriors = new double[40][];
        for (int row = 0; row < posteriors.length; row++) {
            double[] drawn = random.doubles(4).map(x -> x * x * x + 1e-3).toArray();
            double sum = Arrays.stream(drawn).sum();
            posteriors[row] = Arrays.stream(drawn).map(x -> x / sum).toArray();
        }
        double[] learnt = {0.4, 0.3, 0.2, 0.1};
        double[] best = LabelShift.maximumLikelihood(posteriors, learnt);
        assertThat(Arrays.stream(best).sum()).isCloseTo(1, within(1e-12));
        for (int other = 0; other < 200; other++) {
            double[] moved = Arrays.stream(best)
                    .map(q -> q * Math.exp(0.1 * (random.nextDouble() - 0.5)))
                    .toArray();
            double sum = Arrays.stream(moved).sum();
            assertThat(likelihood(
                            posteriors,
                            learnt,
                            Arrays.stream(moved).map(q -> q / sum).toArray()))
                    .isLessThanOrEqualTo(likelihood(posteriors, learnt, best) + 1e-12);
        }
    }

    private static double likelihood(double[][] posteriors, double[] learnt, double[] frequencies) {
        double sum = 0;
        for (double[] row : posteriors) {
            double p = 0;
            for (int k = 0; k < row.length; k++) {
                p += row[k] * frequencies[k] / learnt[k];
            }
            sum += Math.log(p);
        }
        return sum;
    }

    /** A class that is never predicted, and two that are never told apart. */
    @Test
    void predictionsThatSayNothingOfAClassGiveNoEstimate() {
        assertThat(LabelShift.blackBox(
                        new double[][] {{0.5, 0.5}, {0, 0}}, new double[] {1, 0}, new double[] {0.5, 0.5}))
                .isEmpty();
        assertThat(LabelShift.blackBox(
                        new double[][] {{0.25, 0.25}, {0.25, 0.25}}, new double[] {0.4, 0.6}, new double[] {0.5, 0.5}))
                .isEmpty();
    }

    @Test
    void aClassIsMissingIfBothEstimatesSaySoAndChanceDoesNotExplainIt() {
        assertThat(new ClassFrequency("mug", 0.1, 0, 0.0, 0.001).missing(100)).isTrue();
        assertThat(new ClassFrequency("mug", 0.1, 0, null, 0.001).missing(100)).isTrue();
        assertThat(new ClassFrequency("mug", 0.1, 0, 0.02, 0.001).missing(100)).isFalse();
        assertThat(new ClassFrequency("mug", 0.1, 0, 0.0, 0.02).missing(100)).isFalse();
        assertThat(new ClassFrequency("mug", 0.1, 0, 0.0, 0.001).missing(40)).isFalse();
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }
}
