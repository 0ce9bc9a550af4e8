package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.ChildCommand;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code biwaa train --ranks}, with processes as a user has them. */
@Tag("machine")
class TrainRanksTest {
    private static final int LONG_ENOUGH = 900;

    @TempDir
    static Path folder;

    @BeforeAll
    static void draw() {
        TinyPictures.source(folder.resolve("source"), 4);
        TinyPictures.labelledTarget(folder.resolve("target"), 4);
    }

    /** With batch norm. That several ranks compute what one process does is seen in RanksStepTest. */
    private static TinyTraining training(int iterations) {
        return new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"))
                .with("backbone", "dtn")
                .with("evaluation-batch", 5)
                .with("discriminator-width", 16)
                .with("iterations", iterations)
                .with("checkpoint-every", 1)
                .with("log-every", 1)
                .with("threads", 2);
    }

    private static ChildCommand start(TinyTraining training, String out) throws IOException {
        return ChildCommand.start(folder, training.arguments(out));
    }

    /** Starts a training of two ranks and waits until it has done a few steps. */
    private static ChildCommand begun(int iterations, String out) throws Exception {
        ChildCommand parent = start(training(iterations).with("runs", 1).with("ranks", 2), out);
        Path metrics = folder.resolve(out).resolve("run-0/metrics.csv");
        while (!Files.exists(metrics) || Files.readAllLines(metrics).size() < 4) {
            assertThat(parent.isRunning()).as(parent.err() + log(out)).isTrue();
            Thread.sleep(20);
        }
        return parent;
    }

    private static ProcessHandle otherRank(ChildCommand parent) {
        return ProcessHandle.of(parent.pid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow();
    }

    /** What others see of a machine that vanishes: its connections stay, and nothing comes. */
    @Test
    void aRankThatFallsSilentEndsAllWithinHalfAMinuteAndIsNamed() throws Exception {
        ChildCommand parent = begun(100_000, "silent");
        ProcessHandle other = otherRank(parent);
        new ProcessBuilder("kill", "-STOP", "" + other.pid()).start().waitFor();
        assertThat(parent.waitForExit(30)).isEqualTo(1);
        assertThat(parent.err())
                .contains("rank 1 (process " + other.pid() + " on ")
                .contains("has not been heard of for 20 s")
                .contains("biwaa train --resume --out");
        assertThat(other.isAlive()).isFalse();
    }

    @Test
    void aRankThatIsKilledEndsAllAndIsNamed() throws Exception {
        ChildCommand parent = begun(60, "killed");
        otherRank(parent).destroyForcibly();
        assertThat(parent.waitForExit(LONG_ENOUGH)).isEqualTo(1);
        assertThat(parent.err())
                .contains("rank 1 ended with exit code 137")
                .contains("rank-1.log")
                .contains("biwaa train --resume --out");
        CommandRun.of(List.of(
                        "train", "--resume", "--out", folder.resolve("killed").toString()))
                .succeeds();
        assertThat(TinyTraining.metrics(folder.resolve("killed"), 0))
                .as("a header and a row per step, without gap or repetition")
                .hasSize(61);
    }

    @Test
    void aTrainingIsResumedByMoreRanks() throws Exception {
        CommandRun.of(training(4).with("runs", 1).arguments("grown")).succeeds();
        List<String> first = TinyTraining.metrics(folder.resolve("grown"), 0);
        ChildCommand two = start(training(4).with("ranks", 2).with("resume"), "grown");
        assertThat(two.waitForExit(LONG_ENOUGH)).as(two.err() + log("grown")).isZero();
        assertThat(TinyTraining.summary(folder.resolve("grown"))).hasSize(2);
        assertThat(TinyTraining.metrics(folder.resolve("grown"), 0)).isEqualTo(first);
    }

    @Test
    void aBatchThatCannotBeSharedOutIsRefused() {
        CommandRun.of(training(4).with("batch-size", 5).with("ranks", 2).arguments("odd"))
                .fails(2, "batch-size: 5, expected a multiple of 2");
    }

    private static String log(String out) throws IOException {
        Path log = folder.resolve(out).resolve("rank-1.log");
        return Files.exists(log) ? "\nrank 1: " + Files.readString(log) : "";
    }
}
