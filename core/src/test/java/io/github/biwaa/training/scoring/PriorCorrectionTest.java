package io.github.biwaa.training.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.chain.Chains;
import io.github.biwaa.chain.PriorFrom;
import io.github.biwaa.evaluation.ClassFrequency;
import io.github.biwaa.run.HeldOutScores;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.PriorSettings;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.Adaptation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriorCorrectionTest {
    private static final double[] LEARNT = {0.5, 0.5};
    private static final int EACH = 20;

    @TempDir
    private Path folder;

    private static Optional<HeldOutScores> held(Double bbse, double em) {
        return Optional.of(new HeldOutScores(
                10,
                1,
                2,
                List.of(),
                List.of(
                        new ClassFrequency("mug", 0.5, 0.5, bbse, em),
                        new ClassFrequency("pen", 0.5, 0.5, bbse == null ? null : 1 - bbse, 1 - em))));
    }

    /** The square root of 0.64 is to that of 0.36 as 4 to 3: a temperature of 2. Then Bayes. */
    @Test
    void scoresAreCalibratedAndThenWeightedByFrequencies() {
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = Tensors.of(new float[] {0.64f, 0.36f}, 1, 2);
            assertThat(corrected(PriorFrom.EM, scores, held(0.9, 0.2)))
                    .isCloseTo(4 * 0.2 / (4 * 0.2 + 3 * 0.8), within(1e-6));
            assertThat(corrected(PriorFrom.BBSE, scores, held(0.9, 0.2)))
                    .isCloseTo(4 * 0.9 / (4 * 0.9 + 3 * 0.1), within(1e-6));
        }
    }

    private static double corrected(PriorFrom from, Tensor scores, Optional<HeldOutScores> held) {
        return Tensors.toDoubles(new PriorCorrection(from, LEARNT).of(scores, held))[0];
    }

    @Test
    void withoutAnEstimateScoresStayAsTheyAre() {
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = Tensors.of(new float[] {0.64f, 0.36f}, 1, 2);
            assertThat(new PriorCorrection(PriorFrom.PREDICTIONS, LEARNT).of(scores, held(0.9, 0.2)))
                    .isSameAs(scores);
            assertThat(new PriorCorrection(PriorFrom.BBSE, LEARNT).of(scores, held(null, 0.2)))
                    .isSameAs(scores);
            assertThat(new PriorCorrection(PriorFrom.EM, LEARNT).of(scores, Optional.empty()))
                    .isSameAs(scores);
        }
    }

    /** The first run has nothing to correct; the second learns from something else than without the correction. */
    @Test
    void laterRunsLearnFromWhatWasCorrected() throws Exception {
        train("em", PriorFrom.EM, 0.25);
        train("predictions", PriorFrom.PREDICTIONS, 0.25);
        assertThat(scores("em", 0)).isEqualTo(scores("predictions", 0));
        assertThat(scores("em", 1)).isNotEqualTo(scores("predictions", 1));
    }

    @Test
    void withoutHeldOutSamplesItIsRefused() {
        assertThatThrownBy(() -> train("none", PriorFrom.BBSE, 0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("prior-from")
                .hasMessageContaining("hold-out");
    }

    private byte[] scores(String out, int run) throws Exception {
        return Files.readAllBytes(folder.resolve(out + "/run-" + run + "/scores.npy"));
    }

    private void train(String out, PriorFrom from, double heldOut) {
        int[] labels = IntStream.range(0, 2 * EACH).map(row -> row / EACH).toArray();
        try (Samples source = Samples.of(clouds(0, EACH), labels);
                Samples target = Samples.of(clouds(0.1, EACH / 4))) {
            Adaptation.of(source, target)
                    .method("dann")
                    .set(TrainingSettings.BETWEEN_RUNS, Chains.named("align"))
                    .runs(2)
                    .bottleneck(8)
                    .iterations(20)
                    .batchSize(8)
                    .threads(1)
                    .set(TermSettings.DISCRIMINATOR_WIDTH, 8)
                    .set(DataSettings.HOLD_OUT, heldOut)
                    .set(PriorSettings.PRIOR_FROM, from)
                    .out(folder.resolve(out))
                    .train();
        }
    }

    /** Of the first class so many, of the second always as many; near enough to overlap. */
    private static float[][] clouds(double moved, int first) {
        SplittableRandom random = new SplittableRandom(7);
        float[][] rows = new float[first + EACH][4];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < 4; column++) {
                rows[row][column] = (float) ((row < first ? -0.15 : 0.15) + moved + random.nextDouble());
            }
        }
        return rows;
    }
}
