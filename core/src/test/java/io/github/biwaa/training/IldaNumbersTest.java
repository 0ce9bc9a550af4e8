package io.github.biwaa.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of ILDA that are settings reach the training: what they decide changes with them, and nothing before it. */
class IldaNumbersTest {
    private static final int RUNS = 3;

    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
    }

    /** The first run has no prior and the second one's is the first run's scores: decay counts from the third on. */
    @Test
    void theDecayOfThePriorCountsFromTheThirdRunOn() throws IOException {
        train("newest", 0, 0.9);
        train("alike", 1, 0.9);
        assertThat(scores("newest", 0)).isEqualTo(scores("alike", 0));
        assertThat(scores("newest", 1)).isEqualTo(scores("alike", 1));
        assertThat(scores("newest", 2)).isNotEqualTo(scores("alike", 2));
    }

    @Test
    void theUpdateOfPseudoLabelsCountsFromTheFirstRunOn() throws IOException {
        train("quick", 0.8, 1);
        train("slow", 0.8, 0.01);
        assertThat(scores("quick", 0)).isNotEqualTo(scores("slow", 0));
    }

    private void train(String out, double priorDecay, double labelUpdate) {
        TrainingConfiguration plain = TinyTrainings.configuration(folder, RUNS, 20, 0.002);
        ScheduleSettings schedule = plain.schedule();
        ScheduleSettings changed = new ScheduleSettings(
                schedule.runs(),
                schedule.iterations(),
                schedule.batchSize(),
                schedule.learningRate(),
                schedule.ramp(),
                1000,
                schedule.priorWeight(),
                priorDecay,
                labelUpdate,
                schedule.seed());
        TrainingConfiguration configuration = new TrainingConfiguration(
                plain.data(),
                plain.network(),
                plain.method(),
                plain.terms(),
                changed,
                plain.sampling(),
                plain.compute());
        TinyTrainings.training(
                        configuration,
                        new RunFolder(folder.resolve(out)),
                        PreparationListener.SILENT,
                        TrainingListener.SILENT)
                .run(RunFolder.Existing.REFUSE);
    }

    private byte[] scores(String out, int run) throws IOException {
        return Files.readAllBytes(folder.resolve(out).resolve("run-" + run + "/scores.npy"));
    }
}
