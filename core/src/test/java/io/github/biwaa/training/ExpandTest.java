package io.github.biwaa.training;

import static io.github.biwaa.settings.TrainingSettings.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.chain.Chains;
import io.github.biwaa.chain.ExpandQuota;
import io.github.biwaa.chain.ExpandSettings;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.settings.TrainingConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A source that grows from run to run, stopped wherever it hurts. */
class ExpandTest {
    private static final List<String> RESULTS =
            List.of("run-0/chain-scores.npy", "run-1/scores.npy", "run-1/model/weights.safetensors");

    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
    }

    private TrainingConfiguration expanding(String method) {
        return TinyTrainings.configuration(folder, 2, 3)
                .with(METHOD, Methods.named(method))
                .with(BETWEEN_RUNS, Chains.named("expand"))
                .with(ExpandSettings.EXPAND_FRACTIONS, List.of(0.0, 1.0))
                .with(ExpandSettings.EXPAND_QUOTA, ExpandQuota.PER_CLASS);
    }

    private void train(String method, String out, TrainingListener listener) {
        TinyTrainings.training(expanding(method), new RunFolder(folder.resolve(out)), listener)
                .run(RunFolder.Existing.RESUME);
    }

    /** Stops while a task goes on, or after a run. */
    private static final class Stop implements TrainingListener {
        private final String when;
        private boolean stop;

        Stop(String when) {
            this.when = when;
        }

        @Override
        public void advanced(Task task, long done, long total) {
            stop |= task.name().equals(when);
        }

        @Override
        public void stepDone(int run, int iteration) {
            stop |= when.equals("step " + iteration + " of run " + run);
        }

        @Override
        public void runFinished(RunSummary run) {
            stop |= when.equals("finished " + run.run());
        }

        @Override
        public boolean stopRequested() {
            return stop;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dann", "gsde"})
    void aTrainingThatWasStoppedEndsInTheSameBits(String method) throws IOException {
        train(method, "whole", TrainingListener.SILENT);
        for (String when : List.of("finished 0", "comparing samples of run 0", "step 1 of run 1")) {
            assertThatThrownBy(() -> train(method, "resumed", new Stop(when)))
                    .as(when)
                    .isInstanceOf(StoppedException.class);
        }
        train(method, "resumed", TrainingListener.SILENT);
        for (String file : RESULTS) {
            assertThat(Files.readAllBytes(folder.resolve("resumed").resolve(file)))
                    .as(file)
                    .isEqualTo(Files.readAllBytes(folder.resolve("whole").resolve(file)));
        }
    }

    @Test
    void nothingCanBeAddedBeforeAnythingIsScored() {
        assertThatThrownBy(() -> expanding("dann").with(ExpandSettings.EXPAND_FRACTIONS, List.of(0.5)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "expand-fractions: 0.5 in the first run, before which nothing scores the target; expected 0, or a guide");
        assertThatThrownBy(() -> ExpandSettings.EXPAND_FRACTIONS.parse("0,1.5"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("expected numbers from 0 to 1");
        assertThat(ExpandSettings.EXPAND_FRACTIONS.parse("0, 0.25")).containsExactly(0.0, 0.25);
    }
}
