package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.biwaa.cli.ChildCommand;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C and kill, on a real process. */
@Tag("machine")
class TrainInterruptionTest {
    private static final int LONG_ENOUGH = 120;

    @TempDir
    Path folder;

    @BeforeEach
    void draw() {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "no signals on Windows: skipped");
        TinyPictures.source(folder.resolve("source"), 3);
        TinyPictures.unlabelledTarget(folder.resolve("target"), 3);
    }

    private TinyTraining training() {
        return new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void finishedRunsStayAndTheTrainingCanGoOn(String signal, int exitCode) throws Exception {
        assumeFalse(
                ChildCommand.ignores(signal),
                "these tests run where SIG" + signal + " is ignored, in the background or by nohup: skipped");
        Path out = folder.resolve("out");
        ChildCommand child = ChildCommand.start(
                folder, training().with("iterations", 60).with("log-every", 1).arguments("out"));
        child.waitForMessage("Run 1 (2 of 2)", LONG_ENOUGH);
        child.waitForMessage("Training run 1: ", LONG_ENOUGH);
        long start = System.nanoTime();
        child.signal(signal);
        assertThat(child.waitForExit(LONG_ENOUGH)).isEqualTo(exitCode);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("nobody waits for anybody in vain")
                .isLessThan(Duration.ofSeconds(30));
        assertThat(child.err())
                .contains("Stopping after the current step")
                .contains("biwaa: stopped in run 1 after iteration ")
                .contains("everything up to there is saved")
                .endsWith("Go on with: biwaa train --resume --out " + out + System.lineSeparator())
                .doesNotContain("\tat ");
        assertThat(TinyTraining.summary(out)).as("finished runs").hasSize(1);
        assertThat(out.resolve("run-0/model/weights.safetensors")).isRegularFile();
        assertThat(out.resolve("run-0/scores.npy")).isRegularFile();
        assertThat(Files.readString(out.resolve("run-1/metrics.csv")))
                .as("whole lines")
                .endsWith("\n");
        assertThat(out.resolve("run-1/model")).doesNotExist();

        Matcher stopped = Pattern.compile("in run 1 after iteration (\\d+)").matcher(child.err());
        assertThat(stopped.find()).isTrue();
        int steps = Integer.parseInt(stopped.group(1)) + 1;
        assertThat(out.resolve("run-1/checkpoint/step-" + steps + ".json")).isRegularFile();
        CommandRun resumed = CommandRun.of(
                "train", "--resume", "--config", out.resolve("config.yaml").toString());
        resumed.succeeds();
        assertThat(resumed.err())
                .contains("Run 1 (2 of 2)", "Going on with run 1 after " + steps + " of 60 iterations.")
                .doesNotContain("Run 0 (1 of 2)");
        training().with("iterations", 60).into("whole").succeeds();
        assertThat(TinyTraining.results(out)).isEqualTo(TinyTraining.results(folder.resolve("whole")));
    }

    @Test
    void aFinishedTrainingEndsAtOnce() throws Exception {
        List<String> arguments =
                training().with("iterations", 1).with("runs", 1).arguments("out");
        ChildCommand child = ChildCommand.start(folder, arguments);
        assertThat(child.waitForExit(LONG_ENOUGH)).isZero();
        assertThat(child.err()).contains("Model: ").doesNotContain("Stopping");
    }
}
