package io.github.biwaa.training;

import static io.github.biwaa.chain.GuideSettings.*;
import static io.github.biwaa.settings.MachineSettings.CHECKPOINT_EVERY;
import static io.github.biwaa.settings.TrainingSettings.METHOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.classification.Distillation;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that a teacher's scores guide. */
class GuidedTrainingTest {
    private static final int SAMPLES = TinyTrainings.CLASSES * TinyTrainings.PER_CLASS;

    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
        write("teacher.npy", truth(1));
    }

    /** What a teacher who knows says of the target, as logits: the class is the first digit of a picture's name. */
    private static double[] truth(double sureness) {
        double[] scores = new double[SAMPLES * TinyTrainings.CLASSES];
        for (int sample = 0; sample < SAMPLES; sample++) {
            scores[sample * TinyTrainings.CLASSES + sample / TinyTrainings.PER_CLASS] = sureness + 0.1 * sample;
        }
        return scores;
    }

    private void write(String name, double... scores) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Npy.write(
                    folder.resolve(name),
                    Tensors.of(scores, scores.length / TinyTrainings.CLASSES, TinyTrainings.CLASSES));
        }
    }

    private TrainingConfiguration guided(String teacher, int iterations) {
        return TinyTrainings.configuration(folder, 1, iterations, 0.002)
                .with(METHOD, Methods.named("source-only"))
                .with(GUIDE, folder.resolve(teacher));
    }

    private RunFolder train(TrainingConfiguration configuration, String out, TrainingListener listener) {
        RunFolder run = new RunFolder(folder.resolve(out));
        TinyTrainings.training(configuration, run, listener).run(RunFolder.Existing.RESUME);
        return run;
    }

    /** The network comes to say what the teacher says, and its opposite if the teacher says that. */
    @Test
    void theTeacherIsBelieved() throws IOException {
        write("opposite.npy", truthOfOthers());
        for (String teacher : List.of("teacher.npy", "opposite.npy")) {
            TrainingConfiguration configuration = guided(teacher, 150)
                    .with(DISTILLATION, Distillation.Mean.SAMPLES)
                    .with(GUIDE_WEIGHT, 10.0);
            RunFolder run = train(configuration, "run-" + teacher, TrainingListener.SILENT);
            try (PointerScope scope = new PointerScope()) {
                int[] said = Tensors.largestOfRows(run.readScores(0, SAMPLES, TinyTrainings.CLASSES));
                for (int sample = 0; sample < SAMPLES; sample++) {
                    int truth = sample / TinyTrainings.PER_CLASS;
                    assertThat(said[sample])
                            .as("%s, sample %s", teacher, sample)
                            .isEqualTo(teacher.startsWith("teacher") ? truth : 1 - truth);
                }
            }
            assertThat(Files.readString(run.metrics(0))).contains("distillationLoss");
        }
    }

    private static double[] truthOfOthers() {
        double[] scores = truth(1);
        for (int row = 0; row < scores.length; row += 2) {
            double first = scores[row];
            scores[row] = scores[row + 1];
            scores[row + 1] = first;
        }
        return scores;
    }

    @Test
    void aWeightOfZeroChangesNoBit() throws IOException {
        RunFolder without = train(
                TinyTrainings.configuration(folder, 1, 3, 0.002).with(METHOD, Methods.named("source-only")),
                "without",
                TrainingListener.SILENT);
        RunFolder weightless =
                train(guided("teacher.npy", 3).with(GUIDE_WEIGHT, 0.0), "weightless", TrainingListener.SILENT);
        assertThat(Files.readAllBytes(weightless.path().resolve("run-0/scores.npy")))
                .isEqualTo(Files.readAllBytes(without.path().resolve("run-0/scores.npy")));
    }

    @Test
    void itGoesOnWithTheSameTeacherAlone() throws IOException {
        TrainingConfiguration configuration = guided("teacher.npy", 6).with(CHECKPOINT_EVERY, 1);
        RunFolder whole = train(configuration, "whole", TrainingListener.SILENT);
        TrainingListener stopping = new TrainingListener() {
            private boolean stop;

            @Override
            public void stepDone(int run, int iteration) {
                stop |= iteration == 2;
            }

            @Override
            public boolean stopRequested() {
                return stop;
            }
        };
        assertThatThrownBy(() -> train(configuration, "stopped", stopping)).isInstanceOf(StoppedException.class);
        write("teacher.npy", truthOfOthers());
        assertThatThrownBy(() -> train(configuration, "stopped", TrainingListener.SILENT))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("changed since");
        write("teacher.npy", truth(1));
        RunFolder resumed = train(configuration, "stopped", TrainingListener.SILENT);
        assertThat(Files.readAllBytes(resumed.path().resolve("run-0/scores.npy")))
                .isEqualTo(Files.readAllBytes(whole.path().resolve("run-0/scores.npy")));
    }

    /** Probabilities are taken as logits would be that have them: only their ratios count. */
    @Test
    void probabilitiesAndTheirLogarithmsAreOneTeacher() throws IOException {
        double[] logits = truth(1);
        double[] probabilities = new double[logits.length];
        for (int row = 0; row < logits.length; row += 2) {
            double sum = Math.exp(logits[row]) + Math.exp(logits[row + 1]);
            probabilities[row] = Math.exp(logits[row]) / sum;
            probabilities[row + 1] = Math.exp(logits[row + 1]) / sum;
        }
        write("probabilities.npy", probabilities);
        RunFolder one = train(guided("teacher.npy", 3), "logits", TrainingListener.SILENT);
        RunFolder other = train(guided("probabilities.npy", 3), "probabilities", TrainingListener.SILENT);
        try (PointerScope scope = new PointerScope()) {
            double[] expected = Tensors.toDoubles(one.readScores(0, SAMPLES, TinyTrainings.CLASSES));
            assertThat(Tensors.toDoubles(other.readScores(0, SAMPLES, TinyTrainings.CLASSES)))
                    .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-5 ? 0 : 1)
                    .containsExactly(expected);
        }
    }

    @Test
    void scoresOfSomethingElseAreRefused() throws IOException {
        write("short.npy", new double[6]);
        refused("short.npy", "guide: ", "short.npy", "[3, 2]", "Expected [8, 2]");
        Npy.write(folder.resolve("wide.npy"), Tensors.of(new double[SAMPLES * 3], SAMPLES, 3));
        refused("wide.npy", "[8, 3]", "2 classes", "Expected [8, 2]");
        double[] broken = truth(1);
        broken[7] = Double.NaN;
        write("broken.npy", broken);
        refused("broken.npy", "NaN in row 3", "03.png");
        refused("nowhere.npy", "nowhere.npy");
        refused("teacher.csv", "teacher.csv is not a .npy", "--scores");
        write("level.npy", new double[SAMPLES * 2]);
        refused("level.npy", "guide-confidence: 0.9 cannot be reached");
        assertThatThrownBy(() -> TinyTrainings.configuration(folder, 1, 1).with(GUIDE_SOURCE, folder.resolve("x.npy")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("guide-source")
                .hasMessageContaining("without guide");
        assertThat(folder.resolve("refused/config.yaml")).doesNotExist();
    }

    private void refused(String teacher, String... parts) {
        assertThatThrownBy(() -> train(guided(teacher, 1), "refused", TrainingListener.SILENT))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContainingAll(parts);
    }

    /** Rows of NaN that broken pictures left are passed over. */
    @Test
    void rowsOfBrokenPicturesAreLeftOut() throws IOException {
        double[] scores = truth(1);
        double[] more = new double[scores.length + 2];
        System.arraycopy(scores, 0, more, 0, 4);
        more[4] = Double.NaN;
        more[5] = Double.NaN;
        System.arraycopy(scores, 4, more, 6, scores.length - 4);
        write("more.npy", more);
        RunFolder all = train(guided("teacher.npy", 2), "all", TrainingListener.SILENT);
        RunFolder skipped = train(guided("more.npy", 2), "skipped", TrainingListener.SILENT);
        assertThat(Files.readAllBytes(skipped.path().resolve("run-0/scores.npy")))
                .isEqualTo(Files.readAllBytes(all.path().resolve("run-0/scores.npy")));
    }
}
