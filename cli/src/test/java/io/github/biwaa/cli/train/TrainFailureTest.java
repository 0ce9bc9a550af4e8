package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.ChildCommand;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that begin well and go wrong. */
@Tag("machine")
class TrainFailureTest {
    private static final int LONG_ENOUGH = 120;

    @TempDir
    Path folder;

    @BeforeEach
    void draw() {
        TinyPictures.source(folder.resolve("source"), 3);
        TinyPictures.unlabelledTarget(folder.resolve("target"), 3);
    }

    private TinyTraining training() {
        return new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"))
                .with("iterations", 6)
                .with("runs", 1);
    }

    @Test
    void twoProcessesDoNotTrainInOneFolder() throws Exception {
        TinyTraining patient = training().with("iterations", 5000).with("log-every", 1);
        ChildCommand first = ChildCommand.start(folder, patient.arguments("out"));
        first.waitForMessage("Run 0 (1 of 1)", LONG_ENOUGH);
        for (String existing : new String[] {"resume", "overwrite"}) {
            training()
                    .with("iterations", 5000)
                    .with(existing)
                    .into("out")
                    .fails(
                            1,
                            "biwaa: the run folder " + folder.resolve("out") + " is in use by process " + first.pid()
                                    + " on ",
                            " since 2");
        }
        assertThat(first.isRunning()).isTrue();
        first.signal("TERM");
        assertThat(first.waitForExit(LONG_ENOUGH)).as(first.err()).isEqualTo(143);
        assertThat(first.err()).contains("everything up to there is saved");
    }

    @Test
    void anExplodingLossNamesItsStep() {
        TinyTraining exploding = training().with("lr", "1e30").with("checkpoint-every", 1);
        CommandRun stopped = exploding.into("out");
        stopped.fails(
                1,
                "biwaa: the loss is no longer finite: ",
                " in run 0, iteration ",
                "The last good checkpoint: " + folder.resolve("out/run-0/checkpoint/step-"),
                "Source samples of the step: ",
                "Target samples of the step: p");
        assertThat(folder.resolve("out/summary.json")).doesNotExist();

        CommandRun resumed = exploding.with("on-nan", "skip").with("resume").into("out");
        assertThat(resumed.err())
                .contains("Going on with run 0 after")
                .contains("Step skipped: the loss is no longer finite");
        resumed.fails(1, "biwaa: the network's outputs for the target are NaN or infinite after 6 iterations of run 0");
        training().with("on-nan", "ignore").into("other").fails(2, "on-nan: ignore, expected stop or skip");
    }
}
