package io.github.biwaa.training.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Calibration;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.KnownClasses;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.Views;
import io.github.biwaa.run.HeldOutScores;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.training.Adaptation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Held-out samples: which they are, that no step sees them, and what they leave in the folder. */
class HeldOutTrainingTest {
    private static final int EACH = 40;
    private static final double SHARE = 0.25;

    @TempDir
    private Path folder;

    @Test
    void theSameShareOfEachClassBySeedAlone() {
        int[] labels =
                IntStream.range(0, 103).map(i -> i < 60 ? 0 : i < 102 ? 1 : 2).toArray();
        boolean[] held = HeldOut.choose(labels, 3, SHARE, 1);
        int[] counts = new int[3];
        for (int i = 0; i < labels.length; i++) {
            counts[labels[i]] += held[i] ? 1 : 0;
        }
        // A class of one sample keeps it.
        assertThat(counts).containsExactly(15, 11, 0);
        assertThat(HeldOut.choose(labels, 3, SHARE, 1)).containsExactly(held);
        assertThat(HeldOut.choose(labels, 3, SHARE, 2)).isNotEqualTo(held);
    }

    @Test
    void ofHundredRowsNinetyFiveAreKnown() {
        double[] scores =
                IntStream.range(0, 100).mapToDouble(i -> (37 * i % 100) / 100.0).toArray();
        double knownFrom = HeldOutScorer.knownFrom(scores);
        assertThat(Arrays.stream(scores).filter(score -> score >= knownFrom)).hasSize(95);
        assertThat(HeldOutScorer.knownFrom(Arrays.copyOf(scores, 3))).isEqualTo(scores[0]);
    }

    /** Held-out rows are exchanged for rows of the other class: a network that does not see them is wrong about each. */
    @Test
    void whatIsHeldOutIsNotLearnt() {
        float[][] rows = clouds(0);
        int[] labels = labels();
        boolean[] held = HeldOut.choose(
                labels, 2, SHARE, TrainingSettings.SEED.constantDefault().orElseThrow());
        float[][] swapped = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            swapped[i] = held[i] ? clouds(0)[(i + EACH) % (2 * EACH)] : rows[i];
        }
        HeldOutScores scores = train(swapped, "swapped").orElseThrow();
        assertThat(scores.samples()).isEqualTo(2 * EACH / 4);
        assertThat(scores.accuracy()).isZero();
        assertThat(train(rows, "right").orElseThrow().accuracy()).isEqualTo(1);
    }

    @Test
    void theModelIsCalibratedAndGivesRawProbabilitiesWhenAsked() throws IOException {
        HeldOutScores scores = train(clouds(0), "run").orElseThrow();
        assertThat(scores.targetEstimates()).hasSize(2).allSatisfy(estimate -> {
            assertThat(estimate.accuracy()).isBetween(estimate.low(), estimate.high());
            assertThat(estimate.high()).isLessThanOrEqualTo(1);
        });
        assertThat(Files.readString(folder.resolve("run/summary.json"))).contains("average-thresholded-confidence");
        float[] sample = {0.3f, 0, 0.1f, 0};
        try (Classifier calibrated = Classifier.load(folder.resolve("run"));
                Classifier raw = new Classifier(Model.load(folder.resolve("run")), Views.CENTRE, Optional.empty())) {
            Calibration calibration = calibrated.description().calibration();
            assertThat(calibration.temperature()).isEqualTo(scores.temperature());
            assertThat(calibration.heldOut()).isEqualTo(2 * EACH / 4);
            double[] network = raw.classifyFeatures(sample).probabilities();
            assertThat(calibrated.classifyFeatures(sample).probabilities())
                    .containsExactly(Calibration.scaled(network, scores.temperature()))
                    .isNotEqualTo(network);
        }
    }

    @Test
    void itsCentroidsTellSamplesOfNoClass() {
        train(clouds(0), "run");
        float[][] rows = clouds(0);
        boolean[] held = HeldOut.choose(
                labels(), 2, SHARE, TrainingSettings.SEED.constantDefault().orElseThrow());
        double[] source = mean(rows, i -> !held[i]);
        try (Model model = Model.load(folder.resolve("run"))) {
            KnownClasses known = model.knownClasses().orElseThrow();
            for (int k = 0; k < 2; k++) {
                int number = k;
                double[] centroid = mean(rows, i -> !held[i] && labels()[i] == number);
                for (int j = 0; j < source.length; j++) {
                    assertThat(known.centroids()[k][j]).isCloseTo(centroid[j] - source[j], within(1e-5));
                }
            }
            assertThat(known.mean()).containsExactly(mean(clouds(0.5), i -> true), within(1e-5));
            assertThat(IntStream.range(0, rows.length)
                            .filter(i -> held[i] && known.similarity(rows[i], source) < known.from() - 1e-5))
                    .hasSize(2 * EACH / 4 * 5 / 100);
        }
        try (Classifier classifier = Classifier.load(folder.resolve("run"))) {
            assertThat(classifier.classifyFeatures(clouds(0.5)[0]).similarity()).isGreaterThan(0.9);
            assertThat(classifier.classifyFeatures(new float[] {9, -9, 9, -9}).similarity())
                    .isLessThan(0.5);
        }
    }

    private static double[] mean(float[][] rows, IntPredicate chosen) {
        int[] numbers = IntStream.range(0, rows.length).filter(chosen).toArray();
        return IntStream.range(0, rows[0].length)
                .mapToDouble(j -> IntStream.of(numbers)
                        .mapToDouble(i -> rows[i][j])
                        .average()
                        .orElseThrow())
                .toArray();
    }

    @Test
    void withoutTheSettingNothingIsHeldOutOrWritten() throws IOException {
        try (Samples source = Samples.of(clouds(0), labels());
                Samples target = Samples.of(clouds(0.5))) {
            training(source, target, "plain").train();
        }
        assertThat(new RunFolder(folder.resolve("plain")).finishedRuns().get(0).heldOut())
                .isNull();
        assertThat(Files.readString(folder.resolve("plain/summary.json"))).doesNotContain("heldOut");
        assertThat(Files.readString(folder.resolve("plain/run-0/model/model.json")))
                .doesNotContain("calibration");
        assertThat(folder.resolve("plain/run-0/model/known.json")).doesNotExist();
    }

    @Test
    void sharesOutsideTheirRangeAndTooSmallOnesAreRefused() {
        assertThatThrownBy(() -> train(clouds(0), "one", 1))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("hold-out");
        assertThatThrownBy(() -> train(clouds(0), "few", 0.001))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("hold-out")
                .hasMessageContaining("less than one sample");
    }

    private Optional<HeldOutScores> train(float[][] source, String out) {
        return train(source, out, SHARE);
    }

    private Optional<HeldOutScores> train(float[][] rows, String out, double share) {
        try (Samples source = Samples.of(rows, labels());
                Samples target = Samples.of(clouds(0.5))) {
            return Optional.ofNullable(training(source, target, out)
                    .set(DataSettings.HOLD_OUT, share)
                    .train()
                    .lastRun()
                    .heldOut());
        }
    }

    private Adaptation training(Samples source, Samples target, String out) {
        return Adaptation.of(source, target)
                .method("dann")
                .bottleneck(8)
                .iterations(60)
                .batchSize(8)
                .threads(1)
                .out(folder.resolve(out));
    }

    private static float[][] clouds(double moved) {
        SplittableRandom random = new SplittableRandom(7);
        float[][] rows = new float[2 * EACH][4];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < 4; column++) {
                rows[row][column] = (float) ((row < EACH ? -2 : 2) + moved + random.nextDouble());
            }
        }
        return rows;
    }

    private static int[] labels() {
        return IntStream.range(0, 2 * EACH).map(row -> row / EACH).toArray();
    }
}
