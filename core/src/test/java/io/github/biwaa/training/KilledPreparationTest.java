package io.github.biwaa.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.ChildJava;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.settings.TrainingConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Killed before the first step, a training is resumed from its folder. */
@Tag("machine")
class KilledPreparationTest {
    private static final int KILLED = 9;

    @TempDir
    private Path folder;

    /** Trains into {@code folder/out}, and ends like a killed process as soon as a task of the given name is under way. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            TinyTrainings.training(configuration(folder), new RunFolder(folder.resolve("out")), new TrainingListener() {
                        @Override
                        public void advanced(Task task, long done, long total) {
                            if (task.name().contains(arguments[1])) {
                                Runtime.getRuntime().halt(KILLED);
                            }
                        }
                    })
                    .run(RunFolder.Existing.REFUSE);
        }
    }

    private static TrainingConfiguration configuration(Path folder) {
        return TinyTrainings.frozen(folder, folder.resolve("dtn.safetensors"));
    }

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
        TinyTrainings.dtnWeights(folder.resolve("dtn.safetensors"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"decoding", "computing the features"})
    void itsFolderIsResumed(String phase) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors.txt");
        Process child = ChildJava.command(List.of(), Child.class, folder, phase)
                .redirectErrorStream(true)
                .redirectOutput(errors.toFile())
                .start();
        assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(child.exitValue()).as(Files.readString(errors)).isEqualTo(KILLED);
        RunFolder out = new RunFolder(folder.resolve("out"));
        assertThat(out.configuration()).isNotEmptyFile();
        assertThat(out.finishedRuns()).isEmpty();
        TinyTrainings.training(configuration(folder), out, TrainingListener.SILENT)
                .run(RunFolder.Existing.RESUME);
        assertThat(out.finishedRuns()).hasSize(1);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
    }

    @Test
    void aFailureLeavesNoFolderThatWouldBeRefused() throws IOException {
        Path weights = folder.resolve("dtn.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, new byte[10]);
        RunFolder out = new RunFolder(folder.resolve("out"));
        assertThatThrownBy(() -> TinyTrainings.training(configuration(folder), out, TrainingListener.SILENT)
                        .run(RunFolder.Existing.REFUSE))
                .isInstanceOf(BiwaaException.class);
        assertThat(out.configuration()).doesNotExist();
        Files.write(weights, whole);
        TinyTrainings.training(configuration(folder), out, TrainingListener.SILENT)
                .run(RunFolder.Existing.REFUSE);
        assertThat(out.finishedRuns()).hasSize(1);
    }
}
