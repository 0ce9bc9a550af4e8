package io.github.biwaa.adaptation;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.golden.Matrices;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PseudoLabelsTest {
    private static final int SAMPLES = 8;
    private static final int CLASSES = 4;
    private static final int BATCH = 6;
    private static final int STEPS = 12;

    private PointerScope scope;

    @BeforeEach
    void open() {
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Batches of six out of eight samples with replacement: samples come twice and three times in one batch. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0.9", "2, 0, 0.9", "3, 1, 0.9", "4, 10, 0.9", "5, 1, 0.25", "6, 0, 1"})
    void equalsTheRuleRowByRow(long seed, double priorWeight, double update) {
        double[][] earlier = Matrices.random(seed, SAMPLES, CLASSES, 1);
        Arrays.setAll(earlier, n -> Matrices.softmax(earlier[n]));
        Ramp ramp = new Ramp(30);
        Optional<Prior> prior = priorWeight == 0
                ? Optional.empty()
                : Optional.of(new Prior(Matrices.tensor(earlier, Precision.FLOAT64), priorWeight, ramp));
        double[][] table = new double[SAMPLES][];
        SplittableRandom random = new SplittableRandom(seed);
        boolean repeated = false;
        try (PseudoLabels labels = new PseudoLabels(
                Tensors.zeros(Precision.FLOAT64, 1), SAMPLES, CLASSES, prior, update, KnownLabels.NONE)) {
            for (int i = 0; i < STEPS; i++) {
                int[] samples = random.ints(BATCH, 0, SAMPLES).toArray();
                repeated |= Arrays.stream(samples).distinct().count() < BATCH;
                double[][] logits = Matrices.random(100 * seed + i, BATCH, CLASSES, 1);
                int[] expected = new int[BATCH];
                for (int row = 0; row < BATCH; row++) {
                    int n = samples[row];
                    table[n] = averaged(Matrices.softmax(logits[row]), table[n], update);
                    expected[row] = priorWeight == 0
                            ? largest(table[n])
                            : largest(blend(earlier[n], priorWeight, table[n], ramp.at(i)));
                }
                Tensor actual = labels.label(samples, Matrices.tensor(logits, Precision.FLOAT64), i);
                assertThat(Tensors.toInts(actual)).as("labels of step %s", i).isEqualTo(expected);
                assertTable(labels, table);
            }
        }
        assertThat(repeated).as("a batch held a sample twice").isTrue();
    }

    private static double[] averaged(double[] p, double[] before, double update) {
        double[] after = p.clone();
        for (int k = 0; before != null && k < CLASSES; k++) {
            after[k] = update * p[k] + (1 - update) * before[k];
        }
        return after;
    }

    private static double[] blend(double[] prior, double weight, double[] own, double pi) {
        double[] blended = new double[CLASSES];
        Arrays.setAll(blended, k -> (1 - pi) * weight * prior[k] + pi * own[k]);
        return blended;
    }

    private static int largest(double[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }

    private static void assertTable(PseudoLabels labels, double[][] expected) {
        double[][] actual = Matrices.rows(labels.table());
        for (int n = 0; n < SAMPLES; n++) {
            if (expected[n] == null) {
                assertThat(actual[n]).as("unseen sample %s", n).containsOnly(-1);
            } else {
                assertClose("sample " + n, actual[n], expected[n], 1e-14);
            }
        }
    }

    @Test
    void tiesGoToTheFirstMaximum() {
        try (PseudoLabels labels = new PseudoLabels(Tensors.zeros(Precision.FLOAT32, 1), 2, 3, Optional.empty())) {
            Tensor logits = Tensors.of(new float[] {0, 5, 5, 2, 2, 2}, 2, 3);
            assertThat(Tensors.toInts(labels.label(new int[] {1, 0}, logits, 0)))
                    .containsExactly(1, 0);
        }
    }

    /** At iteration 0 the prior decides alone; its scale does not matter then. Later, ten times the weight counts longer. */
    @Test
    void thePriorDecidesFirstAndTheRunItselfLater() {
        Tensor scores = Tensors.of(new double[] {0.6, 0.4}, 1, 2);
        Tensor logits = Tensors.of(new double[] {-3, 3}, 1, 2);
        for (double weight : new double[] {1, 10}) {
            try (PseudoLabels labels =
                    new PseudoLabels(scores, 1, 2, Optional.of(new Prior(scores, weight, new Ramp(500))))) {
                assertThat(Tensors.toInts(labels.label(new int[] {0}, logits, 0)))
                        .containsExactly(0);
                assertThat(Tensors.toInts(labels.label(new int[] {0}, logits, 50)))
                        .containsExactly(weight == 1 ? 1 : 0);
                assertThat(Tensors.toInts(labels.label(new int[] {0}, logits, 500)))
                        .containsExactly(1);
            }
        }
    }

    @Test
    void aRestoredTableGoesOnWhereTheOtherStopped() {
        double[][] first = Matrices.random(1, 3, CLASSES, 1);
        double[][] second = Matrices.random(2, 3, CLASSES, 1);
        Tensor model = Tensors.zeros(Precision.FLOAT64, 1);
        int[] samples = {0, 2, 5};
        try (PseudoLabels labels = new PseudoLabels(model, SAMPLES, CLASSES, Optional.empty());
                PseudoLabels restored = new PseudoLabels(model, SAMPLES, CLASSES, Optional.empty())) {
            labels.label(samples, Matrices.tensor(first, Precision.FLOAT64), 0);
            restored.label(
                    new int[] {7}, Matrices.tensor(first, Precision.FLOAT64).narrow(0, 0, 1), 0);
            restored.restore(labels.table());
            // 2 and 5 were seen, 1 was not, and neither was 7 in the table taken over.
            int[] next = {2, 5, 1};
            labels.label(next, Matrices.tensor(second, Precision.FLOAT64), 1);
            restored.label(next, Matrices.tensor(second, Precision.FLOAT64), 1);
            assertThat(Tensors.toDoubles(restored.table())).isEqualTo(Tensors.toDoubles(labels.table()));
            assertThat(Matrices.rows(restored.table())[7]).containsOnly(-1);
        }
    }

    /** Sample 2 comes twice; what is predicted for 2 and 5 is entered in the table all the same. */
    @Test
    void whatIsKnownIsNotPredicted() {
        double[][] logits = Matrices.random(4, 5, CLASSES, 1);
        int[] samples = {2, 7, 5, 2, 0};
        Tensor model = Tensors.zeros(Precision.FLOAT64, 1);
        try (PseudoLabels plain = new PseudoLabels(model, SAMPLES, CLASSES, Optional.empty())) {
            int[] predicted = Tensors.toInts(plain.label(samples, Matrices.tensor(logits, Precision.FLOAT64), 0));
            int two = (predicted[3] + 1) % CLASSES;
            int five = (predicted[2] + 1) % CLASSES;
            KnownLabels known = new KnownLabels(new TreeMap<>(Map.of(2, two, 5, five, 6, 1)));
            try (PseudoLabels corrected =
                    new PseudoLabels(model, SAMPLES, CLASSES, Optional.empty(), PseudoLabels.UPDATE, known)) {
                assertThat(Tensors.toInts(corrected.label(samples, Matrices.tensor(logits, Precision.FLOAT64), 0)))
                        .containsExactly(two, predicted[1], five, two, predicted[4]);
                assertThat(Tensors.toDoubles(corrected.table())).isEqualTo(Tensors.toDoubles(plain.table()));
            }
        }
    }

    /** Later runs are planned by the truth, too. */
    @Test
    void scoresOfKnownSamplesAreTheTruth() {
        double[][] scores = Matrices.random(5, 3, CLASSES, 1);
        Tensor given = Matrices.tensor(scores, Precision.FLOAT32);
        double[][] expected = Matrices.rows(given);
        expected[1] = new double[] {0, 0, 1, 0};
        KnownLabels known = new KnownLabels(new TreeMap<>(Map.of(1, 2)));
        assertThat(Matrices.rows(known.in(given))).isDeepEqualTo(expected);
        assertThat(KnownLabels.NONE.in(given)).isSameAs(given);
    }

    @Test
    void theTableKeepsNoHistory() {
        try (PseudoLabels labels =
                new PseudoLabels(Tensors.zeros(Precision.FLOAT64, 1), SAMPLES, CLASSES, Optional.empty())) {
            Tensor logits = Matrices.tensor(Matrices.random(1, 2, CLASSES, 1), Precision.FLOAT64)
                    .set_requires_grad(true);
            labels.label(new int[] {0, 1}, logits, 0);
            assertThat(labels.table().requires_grad()).isFalse();
        }
    }
}
