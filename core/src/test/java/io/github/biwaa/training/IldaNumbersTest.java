package io.github.biwaa.training;

import static io.github.biwaa.settings.TrainingSettings.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of ILDA that are settings reach the training. */
class IldaNumbersTest {
    private static final int SAMPLES = 8;

    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
    }

    /** The first run is surer of one labelling than the second of the opposite: which one the third run starts from is up to the decay. */
    @Test
    void theDecayOfThePriorDecidesBetweenEarlierRuns() throws IOException {
        train("newest", 3, 0, 0.9, rewriting("newest"));
        train("alike", 3, 1, 0.9, rewriting("alike"));
        assertThat(scores("newest", 1)).isEqualTo(scores("alike", 1));
        assertThat(scores("newest", 2)).isNotEqualTo(scores("alike", 2));
    }

    private TrainingListener rewriting(String out) {
        return new TrainingListener() {
            @Override
            public void runFinished(RunSummary summary) {
                if (summary.run() < 2) {
                    double first = summary.run() == 0 ? 0.99 : 0.3;
                    double[] scores = new double[2 * SAMPLES];
                    for (int n = 0; n < SAMPLES; n++) {
                        scores[2 * n + n % 2] = first;
                        scores[2 * n + 1 - n % 2] = 1 - first;
                    }
                    overwrite(new RunFolder(folder.resolve(out)), summary, scores);
                }
            }
        };
    }

    /** As if the run itself had scored so. */
    private static void overwrite(RunFolder folder, RunSummary summary, double[] scores) {
        try (PointerScope scope = new PointerScope()) {
            folder.writeScores(summary.run(), Tensors.of(scores, SAMPLES, 2));
            folder.finish(summary);
        }
    }

    @Test
    void theUpdateOfPseudoLabelsCountsFromTheFirstRunOn() throws IOException {
        train("quick", 1, 0.8, 1, TrainingListener.SILENT);
        train("slow", 1, 0.8, 0.01, TrainingListener.SILENT);
        assertThat(scores("quick", 0)).isNotEqualTo(scores("slow", 0));
    }

    private void train(String out, int runs, double priorDecay, double labelUpdate, TrainingListener listener) {
        TrainingConfiguration configuration = TinyTrainings.configuration(folder, runs, 20, 0.002)
                .with(PRIOR_HORIZON, 1000.0)
                .with(PRIOR_DECAY, priorDecay)
                .with(LABEL_UPDATE, labelUpdate);
        TinyTrainings.training(configuration, new RunFolder(folder.resolve(out)), listener)
                .run(RunFolder.Existing.REFUSE);
    }

    private byte[] scores(String out, int run) throws IOException {
        return Files.readAllBytes(folder.resolve(out).resolve("run-" + run + "/scores.npy"));
    }
}
