package io.github.biwaa.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.ChildJava;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.run.RunClaim;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.TrainingSettings;
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
import org.slf4j.LoggerFactory;

/** Killed before the first step, a training is resumed from its folder. */
@Tag("machine")
class KilledPreparationTest {
    private static final int KILLED = 9;
    /** The package that says what it leaves out of a folder. */
    private static final String READING = "data";

    @TempDir
    private Path folder;

    /** Trains into {@code folder/out}, and ends like a killed process as it reads the lists, or as soon as a task of the given name is under way. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            endWithTheFirstMessageOf(arguments[1]);
            adaptation(folder)
                    .listener(new TrainingListener() {
                        @Override
                        public void advanced(Task task, long done, long total) {
                            if (task.name().contains(arguments[1])) {
                                Runtime.getRuntime().halt(KILLED);
                            }
                        }
                    })
                    .train();
        }

        /** Of a package that logs while it works. */
        private static void endWithTheFirstMessageOf(String phase) {
            Logger logger = (Logger) LoggerFactory.getLogger("io.github.biwaa." + phase);
            logger.setLevel(Level.ALL);
            AppenderBase<ILoggingEvent> end = new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    Runtime.getRuntime().halt(KILLED);
                }
            };
            end.start();
            logger.addAppender(end);
        }
    }

    private static Adaptation adaptation(Path folder) {
        return Adaptation.of(configuration(folder).values()).out(folder.resolve("out"));
    }

    private static TrainingConfiguration configuration(Path folder) {
        return TinyTrainings.frozen(folder, folder.resolve("dtn.safetensors"));
    }

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
        TinyTrainings.dtnWeights(folder.resolve("dtn.safetensors"));
        Files.createFile(folder.resolve("target/.left-out"));
    }

    @ParameterizedTest
    @ValueSource(strings = {READING, "computing the features"})
    void itsFolderIsResumed(String phase) throws IOException, InterruptedException {
        killIn(phase);
    }

    @Tag("slow")
    @Test
    void itsFolderIsResumedAfterAKillWhileDecoding() throws IOException, InterruptedException {
        killIn("decoding");
    }

    private void killIn(String phase) throws IOException, InterruptedException {
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
        // By what stands in the folder alone.
        Adaptation.of(TrainingSettings.parse(SettingsYaml.values(out.configuration())))
                .out(out.path())
                .existing(RunFolder.Existing.RESUME)
                .train();
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
        assertThat(out.path()).doesNotExist();
        Files.write(weights, whole);
        TinyTrainings.training(configuration(folder), out, TrainingListener.SILENT)
                .run(RunFolder.Existing.REFUSE);
        assertThat(out.finishedRuns()).hasSize(1);
    }

    @Test
    void aFailureLeavesTheFolderOfAKilledOneAsItWas() throws IOException {
        RunFolder out = new RunFolder(folder.resolve("out"));
        out.check(RunFolder.Existing.REFUSE);
        out.writeConfiguration(configuration(folder).yaml());
        assertThatThrownBy(() -> adaptation(folder)
                        .set(DataSettings.SOURCE, folder.resolve("mistyped"))
                        .existing(RunFolder.Existing.RESUME)
                        .train())
                .isInstanceOf(BiwaaException.class);
        assertThat(out.configuration()).hasContent(configuration(folder).yaml());
    }

    /** Until its successor is ready to begin, an earlier training is neither given up nor taken for it. */
    @Test
    void anOverwrittenTrainingKeepsItsSettingsUntilTheNextBegins() {
        RunFolder out = new RunFolder(folder.resolve("out"));
        adaptation(folder).train();
        String before = TrainingConfiguration.read(out.configuration()).yaml();
        try (RunClaim claim = adaptation(folder)
                .learningRate(0.5)
                .existing(RunFolder.Existing.OVERWRITE)
                .claim()) {
            assertThat(claim.folder().configuration()).hasContent(before);
            assertThatThrownBy(() -> adaptation(folder)
                            .existing(RunFolder.Existing.RESUME)
                            .claim())
                    .hasMessageContaining("is in use");
        }
        assertThat(out.finishedRuns()).hasSize(1);
    }
}
