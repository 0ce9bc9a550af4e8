package io.github.biwaa.adaptation.alignment;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.LossTerm.Contribution;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Matrices;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SemanticMatchingTest {
    private static final int CLASSES = 5;
    private static final int WIDTH = 7;
    private static final int SAMPLES = 6;
    private static final Ramp LAM = new Ramp(20000);

    private PointerScope scope;
    private SemanticMatching term;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        term = new SemanticMatching(Tensors.zeros(Precision.FLOAT64, 1), CLASSES, WIDTH, LAM);
    }

    @AfterEach
    void close() {
        term.close();
        scope.close();
    }

    /** Several steps in loops; class 4 never occurs, class 3 in the source only, others come and go. */
    @Test
    void equalsTheFormulasInLoops() {
        int[][] sourceLabels = {{0, 0, 1, 3, 3, 3}, {2, 2, 2, 2, 2, 2}, {0, 1, 2, 3, 0, 1}};
        int[][] targetLabels = {{1, 1, 1, 1, 1, 0}, {0, 2, 0, 2, 0, 2}, {2, 2, 1, 1, 0, 0}};
        double[][] source = new double[CLASSES][WIDTH];
        double[][] target = new double[CLASSES][WIDTH];
        for (int i = 0; i < sourceLabels.length; i++) {
            double[][] sourceFeatures = Matrices.random(20 + i, SAMPLES, WIDTH, 1);
            double[][] targetFeatures = Matrices.random(40 + i, SAMPLES, WIDTH, 1);
            move(source, sourceFeatures, sourceLabels[i]);
            move(target, targetFeatures, targetLabels[i]);
            long iteration = 3000L * i;
            double matching = same(source, target) + similarity(source, target) + similarity(target, target);
            double expected = LAM.at(iteration) * matching + similarity(source, source);
            Contribution actual = term.contribution(new StepContext(
                    iteration, batch(sourceFeatures, sourceLabels[i]), batch(targetFeatures, targetLabels[i]), null));
            assertClose("loss", Tensors.toDoubles(actual.loss()), new double[] {expected}, 1e-12);
            assertClose("source centroids", centroids("source"), Matrices.flat(source), 1e-12);
            assertClose("target centroids", centroids("target"), Matrices.flat(target), 1e-12);
        }
        assertThat(source[4]).as("a class that never occurred").containsOnly(0);
    }

    private static void move(double[][] centroids, double[][] features, int[] labels) {
        for (int k = 0; k < CLASSES; k++) {
            double[] sum = new double[WIDTH];
            int count = 0;
            for (int n = 0; n < labels.length; n++) {
                if (labels[n] == k) {
                    count++;
                    for (int j = 0; j < WIDTH; j++) {
                        sum[j] += features[n][j];
                    }
                }
            }
            for (int j = 0; count > 0 && j < WIDTH; j++) {
                centroids[k][j] = 0.7 * centroids[k][j] + 0.3 * sum[j] / count;
            }
        }
    }

    private static double same(double[][] a, double[][] b) {
        double sum = 0;
        for (int k = 0; k < CLASSES; k++) {
            for (int j = 0; j < WIDTH; j++) {
                sum += (a[k][j] - b[k][j]) * (a[k][j] - b[k][j]);
            }
        }
        return sum / CLASSES;
    }

    private static double similarity(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < CLASSES; i++) {
            for (int j = 0; j < CLASSES; j++) {
                double norms = Math.sqrt(Matrices.dot(a[i], a[i])) * Math.sqrt(Matrices.dot(b[j], b[j]));
                if (i != j && norms > 0) {
                    sum += Matrices.dot(a[i], b[j]) / norms;
                }
            }
        }
        return sum / ((CLASSES - 1) * (CLASSES - 1));
    }

    /** Gradient flows through the current means only, so a second step sees its own features alone. */
    @Test
    void theGradientIsThatOfTheCurrentBatch() {
        double[][] first = Matrices.random(1, SAMPLES, WIDTH, 1);
        double[][] second = Matrices.random(2, SAMPLES, WIDTH, 1);
        int[] labels = {0, 1, 2, 3, 4, 0};
        Tensor early = Matrices.tensor(first, Precision.FLOAT64).set_requires_grad(true);
        Tensor late = Matrices.tensor(second, Precision.FLOAT64).set_requires_grad(true);
        Tensor numbers = Tensors.indices(labels);
        DomainBatch target = batch(Matrices.random(3, SAMPLES, WIDTH, 1), labels);
        term.contribution(new StepContext(500, new DomainBatch(early, early, numbers), target, null));
        term.contribution(new StepContext(501, new DomainBatch(late, late, numbers), target, null))
                .loss()
                .backward();
        assertThat(early.grad().defined()).as("gradient at the earlier batch").isFalse();
        assertThat(Tensors.toDoubles(late.grad())).doesNotContain(0);
        assertThat(term.state().values()).noneMatch(Tensor::requires_grad);
    }

    @Test
    void classesMayBeNumberedInAnyOrder() {
        double[][] source = Matrices.random(5, SAMPLES, WIDTH, 1);
        double[][] target = Matrices.random(6, SAMPLES, WIDTH, 1);
        double loss = Tensors.item(term.contribution(
                        new StepContext(900, batch(source, 0, 1, 2, 0, 1, 2), batch(target, 3, 1, 1, 0, 0, 0), null))
                .loss());
        try (SemanticMatching other = new SemanticMatching(Tensors.zeros(Precision.FLOAT64, 1), CLASSES, WIDTH, LAM)) {
            // Classes 0 1 2 3 are called 4 2 0 1.
            double moved = Tensors.item(other.contribution(new StepContext(
                            900, batch(source, 4, 2, 0, 4, 2, 0), batch(target, 1, 2, 2, 4, 4, 4), null))
                    .loss());
            assertClose("loss", new double[] {moved}, new double[] {loss}, 1e-13);
        }
    }

    /** Where all centroids are zero nothing is divided by zero. */
    @Test
    void zeroFeaturesGiveAFiniteLossAndGradient() {
        Tensor zero = Tensors.zeros(Precision.FLOAT32, SAMPLES, WIDTH).set_requires_grad(true);
        try (SemanticMatching single = new SemanticMatching(Tensors.zeros(Precision.FLOAT32, 1), CLASSES, WIDTH, LAM)) {
            DomainBatch batch = new DomainBatch(zero, zero, Tensors.indices(0, 1, 2, 0, 1, 2));
            Tensor loss = single.contribution(new StepContext(900, batch, batch, null))
                    .loss();
            loss.backward();
            assertThat(Tensors.item(loss)).isZero();
            for (double entry : Tensors.toDoubles(zero.grad())) {
                assertThat(entry).isFinite();
            }
        }
    }

    private static DomainBatch batch(double[][] features, int... labels) {
        Tensor tensor = Matrices.tensor(features, Precision.FLOAT64);
        return new DomainBatch(tensor, tensor, Tensors.indices(labels));
    }

    private double[] centroids(String domain) {
        return Tensors.toDoubles(term.state().get(domain + "Centroids"));
    }
}
