package io.github.biwaa.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.training.step.NonFiniteLossException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job as the library offers it: stopping anywhere, pictures that vanish, losses that explode. */
class TrainingTest {
    @TempDir
    Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
    }

    private Training training(String out, int runs, TrainingListener listener) {
        return TinyTrainings.training(
                TinyTrainings.configuration(folder, runs, 2), new RunFolder(folder.resolve(out)), listener);
    }

    private byte[] scores(String out) throws IOException {
        return Files.readAllBytes(folder.resolve(out).resolve("run-0/scores.npy"));
    }

    @Test
    void aPictureMayVanishOnceItIsCached() throws IOException {
        training("untouched", 1, TrainingListener.SILENT).run(RunFolder.Existing.REFUSE);
        deleteCache();
        TrainingListener deleting = new TrainingListener() {
            @Override
            public void advanced(Task task, long done, long total) {
                if (task.name().equals("decoding the pictures of target") && done == total) {
                    delete(folder.resolve("target/00.png"));
                }
            }
        };
        training("deleted", 1, deleting).run(RunFolder.Existing.REFUSE);
        assertThat(folder.resolve("target/00.png")).doesNotExist();
        assertThat(scores("deleted")).isEqualTo(scores("untouched"));
    }

    private void deleteCache() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            files.forEach(TrainingTest::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFrozenBackboneNamesThePictureThatVanished() throws IOException {
        TrainingListener deleting = new TrainingListener() {
            @Override
            public void advanced(Task task, long done, long total) {
                delete(folder.resolve("target/00.png"));
            }
        };
        Training frozen = TinyTrainings.training(
                TinyTrainings.frozen(folder, dtnWeights()), new RunFolder(folder.resolve("out")), deleting);
        assertThatThrownBy(() -> frozen.run(RunFolder.Existing.REFUSE))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(folder.resolve("target/00.png").toString());
    }

    private Path dtnWeights() throws IOException {
        return TinyTrainings.dtnWeights(folder.resolve("dtn.safetensors"));
    }

    @Test
    void stopsWhileItDecodes() {
        TrainingListener stopping = new TrainingListener() {
            @Override
            public boolean stopRequested() {
                return true;
            }
        };
        Training training = training("out", 1, stopping);
        assertThatThrownBy(() -> training.run(RunFolder.Existing.REFUSE))
                .isInstanceOf(StoppedException.class)
                .hasMessageContaining("stopped while decoding the pictures of source");
        assertThat(folder.resolve("out/config.yaml")).as("to resume").exists();
        assertThat(folder.resolve("cache")).isDirectoryNotContaining("glob:**.pixels");
    }

    @Test
    void stopsWhileItComputesFeatures() throws IOException {
        AtomicBoolean stop = new AtomicBoolean();
        TrainingListener stopping = new TrainingListener() {
            @Override
            public void advanced(Task task, long done, long total) {
                stop.set(task.name().equals("computing the features of target"));
            }

            @Override
            public boolean stopRequested() {
                return stop.get();
            }
        };
        Training frozen = TinyTrainings.training(
                TinyTrainings.frozen(folder, dtnWeights()), new RunFolder(folder.resolve("out")), stopping);
        assertThatThrownBy(() -> frozen.run(RunFolder.Existing.REFUSE))
                .isInstanceOf(StoppedException.class)
                .hasMessageContaining("stopped while computing the features of target");
    }

    @Test
    void stopsBetweenStepsAndGoesOnWithTheNextRun() throws IOException {
        training("whole", 2, TrainingListener.SILENT).run(RunFolder.Existing.REFUSE);
        AtomicBoolean stop = new AtomicBoolean();
        TrainingListener stopping = new TrainingListener() {
            @Override
            public void stepDone(int run, int iteration) {
                stop.set(run == 1 && iteration == 0);
            }

            @Override
            public boolean stopRequested() {
                return stop.get();
            }
        };
        Training training = training("out", 2, stopping);
        assertThatThrownBy(() -> training.run(RunFolder.Existing.REFUSE))
                .isInstanceOf(StoppedException.class)
                .hasMessage("stopped in run 1 after iteration 0; everything up to there is saved.");
        RunFolder run = new RunFolder(folder.resolve("out"));
        assertThat(run.finishedRuns()).extracting(RunSummary::run).containsExactly(0);
        assertThat(ModelLocation.resolve(run.path())).isEqualTo(run.model(0));

        List<RunSummary> resumed = training("out", 2, TrainingListener.SILENT).run(RunFolder.Existing.RESUME);
        assertThat(resumed).extracting(RunSummary::run).containsExactly(0, 1);
        assertThat(ModelLocation.resolve(run.path())).isEqualTo(run.model(1));
        for (String file : new String[] {"run-1/scores.npy", "run-1/model/weights.safetensors"}) {
            assertThat(folder.resolve("out").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
    }

    @Test
    void stopsWhileItScores() {
        AtomicBoolean stop = new AtomicBoolean();
        TrainingListener stopping = new TrainingListener() {
            @Override
            public void advanced(Task task, long done, long total) {
                stop.set(task.name().equals("scoring run 0"));
            }

            @Override
            public boolean stopRequested() {
                return stop.get();
            }
        };
        long held = Pointer.totalCount();
        Training training = training("out", 1, stopping);
        assertThatThrownBy(() -> training.run(RunFolder.Existing.REFUSE))
                .isInstanceOf(StoppedException.class)
                .hasMessageContaining("stopped while scoring run 0");
        assertThat(folder.resolve("out/summary.json")).doesNotExist();
        assertThat(Pointer.totalCount()).as("native objects held").isLessThanOrEqualTo(held);
    }

    @Test
    void anExplodingLossIsNamed() {
        Training training = TinyTrainings.training(
                TinyTrainings.configuration(folder, 1, 20, 1e30),
                new RunFolder(folder.resolve("out")),
                TrainingListener.SILENT);
        assertThatThrownBy(() -> training.run(RunFolder.Existing.REFUSE))
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageContaining("run 0, iteration ")
                .hasMessageContaining("lower lr");
    }

    @Test
    void nothingStaysInNativeMemory() {
        training("first", 2, TrainingListener.SILENT).run(RunFolder.Existing.REFUSE);
        long held = Pointer.totalCount();
        training("second", 2, TrainingListener.SILENT).run(RunFolder.Existing.REFUSE);
        assertThat(Pointer.totalCount()).as("native objects held").isLessThanOrEqualTo(held);
    }
}
