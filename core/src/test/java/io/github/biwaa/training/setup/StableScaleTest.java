package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.TrainingSettings.FEATURE_SCALE;
import static io.github.biwaa.settings.TrainingSettings.STABLE_SCALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features at hand are scaled so that semantic matching is stable, unless a scale is chosen. */
class StableScaleTest {
    private static final int SAMPLES = 24;
    private static final int WIDTH = 3;
    private static final int ITERATIONS = 12;

    @TempDir
    private Path folder;

    private static float[][] rows(double moved) {
        SplittableRandom random = new SplittableRandom(5);
        float[][] rows = new float[SAMPLES][WIDTH];
        for (int row = 0; row < SAMPLES; row++) {
            for (int column = 0; column < WIDTH; column++) {
                rows[row][column] = (float) (row % 2 * 2 - 1 + random.nextDouble() + (column == 0 ? moved : 0));
            }
        }
        return rows;
    }

    private static int[] labels() {
        int[] labels = new int[SAMPLES];
        for (int row = 0; row < SAMPLES; row++) {
            labels[row] = row % 2;
        }
        return labels;
    }

    private Adaptation training(Samples source, Samples target, String method, String out) {
        return Adaptation.of(source, target)
                .method(method)
                .bottleneck(4)
                .iterations(ITERATIONS)
                .batchSize(4)
                .threads(1)
                .out(folder.resolve(out))
                .existing(RunFolder.Existing.RESUME);
    }

    private static Samples source() {
        return Samples.of(rows(0), labels(), List.of("left", "right"));
    }

    private double scaleIn(String out) {
        return TrainingConfiguration.read(new RunFolder(folder.resolve(out)).configuration())
                .get(FEATURE_SCALE);
    }

    /** The domains differ by the move alone, so that it is the distance of their means. */
    @ParameterizedTest
    @CsvSource({"mstn, 1.5, true", "gsde, 1.5, true", "mstn, 0.5, false", "dann, 1.5, false"})
    void semanticMatchingAloneOfDomainsFarApartIsScaledDown(String method, double moved, boolean smaller) {
        try (Samples source = source();
                Samples target = Samples.of(rows(moved))) {
            training(source, target, method, "run").train();
            double usual = source.featureScale(false).orElseThrow();
            double lambda = 2 / (1 + Math.exp(-10.0 / 4)) - 1;
            double stable = Math.sqrt(0.5 / (2 * 0.01 * lambda)) / moved;
            assertThat(stable < usual).isEqualTo(moved > 1);
            assertThat(scaleIn("run")).isCloseTo(smaller ? stable : usual, within(0.01 * stable));
        }
    }

    @Test
    void theNumberThatWasFoundRepeatsTheTrainingAndResumesIt() {
        try (Samples source = source();
                Samples target = Samples.of(rows(1.5))) {
            training(source, target, "mstn", "found").train();
            double found = scaleIn("found");
            training(source, target, "mstn", "given").featureScale(found).train();
            Adaptation stopped = training(source, target, "mstn", "stopped").listener(new TrainingListener() {
                private boolean stop;

                @Override
                public void stepDone(int run, int iteration) {
                    stop = iteration == 5;
                }

                @Override
                public boolean stopRequested() {
                    return stop;
                }
            });
            assertThatThrownBy(stopped::train).isInstanceOf(StoppedException.class);
            assertThat(scaleIn("stopped")).isEqualTo(found);
            training(source, target, "mstn", "stopped").train();
        }
        for (String out : List.of("given", "stopped")) {
            assertThat(folder.resolve(out).resolve("run-0/model/weights.safetensors"))
                    .hasSameBinaryContentAs(folder.resolve("found/run-0/model/weights.safetensors"));
        }
    }

    @Test
    void whatBeganWithAnotherScaleKeepsIt() {
        try (Samples source = source();
                Samples target = Samples.of(rows(1.5))) {
            training(source, target, "biwaa", "run")
                    .runs(1)
                    .set(STABLE_SCALE, false)
                    .train();
            double usual = source.featureScale(false).orElseThrow();
            assertThat(scaleIn("run")).isEqualTo(usual);
            training(source, target, "biwaa", "run").runs(2).train();
            assertThat(new RunFolder(folder.resolve("run")).finishedRuns()).hasSize(2);
            assertThat(scaleIn("run")).isEqualTo(usual);
            Adaptation otherwise =
                    training(source, target, "biwaa", "run").runs(3).featureScale(0.5);
            assertThatThrownBy(otherwise::train)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("feature-scale was");
        }
    }
}
