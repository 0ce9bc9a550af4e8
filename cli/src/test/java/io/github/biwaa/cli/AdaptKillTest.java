package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL in several phases of {@code biwaa adapt}, and the same command again: the answer is that of a run without a kill. */
@Tag("machine")
class AdaptKillTest {
    private static final int LONG_ENOUGH = 240;

    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyPictures.source(folder.resolve("source"), 6);
        TinyPictures.unlabelledTarget(folder.resolve("target"), 4);
        TinyWeights.dtn(folder.resolve("dtn.safetensors"));
    }

    private List<String> arguments(String out) {
        return List.of(
                "adapt",
                folder.resolve("source").toString(),
                folder.resolve("target").toString(),
                "--cache",
                folder.resolve("cache-" + out).toString(),
                "--out",
                folder.resolve(out).toString(),
                "--time",
                "1s");
    }

    @Test
    void theSameCommandContinuesAfterAKill() throws Exception {
        killIn("mstn\n");
    }

    @Tag("slow")
    @Test
    void theSameCommandContinuesWhateverItWasDoing() throws Exception {
        killIn("The data", "source-only\n", "mstn\n");
    }

    private void killIn(String... phases) throws Exception {
        AdaptCommandTest.plan(folder, "whole");
        CommandRun.of(arguments("whole")).succeeds();
        AdaptCommandTest.plan(folder, "killed");
        for (String phase : phases) {
            ChildCommand child = ChildCommand.start(folder, arguments("killed"));
            child.waitForMessage(phase, LONG_ENOUGH);
            child.kill();
            child.waitForExit(LONG_ENOUGH);
        }
        CommandRun.of(arguments("killed")).succeeds();
        assertThat(Files.readString(folder.resolve("killed/predictions.csv")))
                .isEqualTo(Files.readString(folder.resolve("whole/predictions.csv")));
    }
}
