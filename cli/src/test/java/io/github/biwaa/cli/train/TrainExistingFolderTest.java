package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An output folder that already holds a training. */
class TrainExistingFolderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void draw() {
        TinyPictures.source(folder.resolve("source"), 3);
        TinyPictures.unlabelledTarget(folder.resolve("target"), 3);
    }

    private TinyTraining training() {
        return new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"))
                .with("iterations", 3)
                .with("runs", 1);
    }

    private Map<String, String> results(String out) {
        return TinyTraining.results(folder.resolve(out));
    }

    @Test
    void isLeftAloneUnlessItIsToBeReplaced() throws IOException {
        training().into("out").succeeds();
        Map<String, String> first = results("out");
        Path notes = Files.writeString(folder.resolve("out/notes.txt"), "mine");

        training()
                .with("seed", 1)
                .into("out")
                .fails(1, "already holds a training", "Resume it, overwrite it, or use another folder");
        training().with("overwrite").with("resume").into("out").fails(2, "contradict");
        assertThat(results("out")).isEqualTo(first);

        training().with("seed", 1).with("overwrite").into("out").succeeds();
        assertThat(results("out").keySet()).isEqualTo(first.keySet());
        assertThat(results("out")).doesNotContainEntry("run-0/scores.npy", first.get("run-0/scores.npy"));
        assertThat(notes).as("what is not ours").hasContent("mine");
    }

    @Test
    void isNotGivenUpForATrainingThatCannotBegin() throws IOException {
        training().into("out").succeeds();
        Map<String, String> first = results("out");
        Path weights = Files.writeString(folder.resolve("broken.safetensors"), "broken");
        training().with("overwrite").with("weights", weights).into("out").fails(1, "broken.safetensors");
        Files.writeString(folder.resolve("target/p999.png"), "not a picture");
        training().with("overwrite").into("out").fails(1, "p999.png");
        assertThat(results("out")).isEqualTo(first);
        assertThat(TinyTraining.summary(folder.resolve("out"))).hasSize(1);
    }

    @Test
    void moreRunsAreAddedByResuming() {
        training().with("runs", 3).into("whole").succeeds();
        training().into("out").succeeds();
        training().with("runs", 3).with("resume").into("out").succeeds();
        assertThat(results("out")).as("as if never interrupted").isEqualTo(results("whole"));
        assertThat(TinyTraining.summary(folder.resolve("out"))).hasSize(3);
    }

    @Test
    void resumingNeedsNothingButTheFolder() throws IOException {
        training().with("runs", 2).into("whole").succeeds();
        Map<String, String> whole = results("whole");
        forgetRunOne(folder.resolve("whole"));

        CommandRun run = CommandRun.of(
                "train", "--resume", "--out", folder.resolve("whole").toString());
        run.succeeds();
        assertThat(results("whole")).isEqualTo(whole);
        assertThat(run.err()).contains("Run 1 (2 of 2)").doesNotContain("Run 0 (");

        CommandRun done = CommandRun.of(
                "train", "--resume", "--out", folder.resolve("whole").toString());
        assertThat(done.succeeds().err()).contains("  1           3").contains("Model: ");
    }

    /** As after a kill in run 1: a part of its folder is there, the summary does not list it. */
    private static void forgetRunOne(Path run) throws IOException {
        Files.delete(run.resolve("run-1/scores.npy"));
        Files.writeString(run.resolve("run-1/metrics.csv"), "iteration,sec");
        List<String> lines = Files.readAllLines(run.resolve("summary.json"));
        String text = String.join("\n", lines);
        int second = text.indexOf("}, {");
        Files.writeString(run.resolve("summary.json"), text.substring(0, second) + "} ] }");
    }

    @Test
    void runsOfOneChainAreTrainedAlike() {
        training().into("out").succeeds();
        training()
                .with("runs", 2)
                .with("lr", 0.5)
                .with("seed", 7)
                .with("resume")
                .into("out")
                .fails(
                        2,
                        "was trained otherwise",
                        "lr was 0.001 and is now 0.5",
                        "seed was 42 and is now 7",
                        "overwrite it");
        assertThat(TinyTraining.summary(folder.resolve("out"))).hasSize(1);
        training()
                .with("runs", 2)
                .with("log-every", 1)
                .with("loader-threads", 2)
                .with("resume")
                .into("out")
                .succeeds();
        assertThat(TinyTraining.summary(folder.resolve("out"))).hasSize(2);
    }

    @Test
    void scoresMustBeOfTheSamePictures() throws IOException {
        training().into("out").succeeds();
        TinyPictures.targetPicture(folder.resolve("target/p999.png"), 1, 5);
        TinyTraining more = training().with("runs", 2).with("resume");
        more.into("out").fails(1, "out holds belongs to other files: target changed since", "overwrite it");
        // Without the file that says so, their number does.
        Files.delete(folder.resolve("out/provenance.json"));
        more.into("out").fails(1, "run-0", "scores.npy", "[9, 3]", "10 pictures", "have changed since");
    }

    @Test
    void resumingWhereNothingIsBegins() {
        training().with("resume").into("fresh").succeeds();
        assertThat(results("fresh")).hasSize(2);
    }

    @Test
    void aBrokenSummaryIsNamed() throws IOException {
        training().into("out").succeeds();
        Files.writeString(folder.resolve("out/summary.json"), "{\"runs\": [null]}");
        training().with("resume").into("out").fails(1, "summary.json", "run 0");
        Files.writeString(folder.resolve("out/summary.json"), "{\"runs\": ");
        training().with("resume").into("out").fails(1, "summary.json");
    }
}
