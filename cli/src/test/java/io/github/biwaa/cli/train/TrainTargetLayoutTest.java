package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Target folders as people have them. */
class TrainTargetLayoutTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void draw() {
        TinyPictures.source(folder.resolve("source"), 4);
    }

    private static TinyTraining training(Path target) {
        return new TinyTraining(folder, folder.resolve("source"), target)
                .with("iterations", 2)
                .with("runs", 1);
    }

    @Test
    void phonePicturesSortedByDateAreUnlabelled() {
        Path phone = folder.resolve("phone");
        for (int day = 1; day <= 3; day++) {
            for (int i = 0; i < 3; i++) {
                TinyPictures.targetPicture(
                        phone.resolve("2024-05-0" + day).resolve("IMG_" + i + ".png"), (day + i) % 3, i);
            }
        }
        TinyPictures.targetPicture(phone.resolve("2024-06-01/edited/best.png"), 1, 2);
        CommandRun run = training(phone).into("by-date").succeeds();
        assertThat(run.err())
                .contains("no folder is a source class, so the pictures are taken as unlabelled")
                .contains("Target phone: 10 pictures, no labels.")
                .contains("  no labels");
        assertThat(TinyTraining.summary(folder.resolve("by-date"))
                        .get(0)
                        .get("targetAccuracy")
                        .isNull())
                .isTrue();
    }

    @Test
    void partlyMatchingFoldersAreRefusedUntilItIsSaidWhatTheyMean() {
        Path mixed = folder.resolve("mixed");
        TinyPictures.targetPicture(mixed.resolve("box/1.png"), 0, 1);
        TinyPictures.targetPicture(mixed.resolve("ring/2.png"), 1, 2);
        TinyPictures.targetPicture(mixed.resolve("holiday/3.png"), 1, 3);
        training(mixed)
                .into("mixed-out")
                .fails(1, mixed.toString(), "are source classes, but not: holiday", "target-unlabelled");
        assertThat(folder.resolve("mixed-out/config.yaml")).doesNotExist();

        CommandRun run =
                training(mixed).with("target-unlabelled").into("mixed-out").succeeds();
        assertThat(run.err()).contains("Target mixed: 3 pictures, no labels.");
    }

    @Test
    void someOfTheClassesAreLabelsToo() throws IOException {
        Path some = folder.resolve("some");
        TinyPictures.targetPicture(some.resolve("box/1.png"), 0, 1);
        TinyPictures.targetPicture(some.resolve("stroke/2.png"), 2, 2);
        CommandRun run = training(some).into("some-out").succeeds();
        assertThat(run.err()).contains("Target some: 2 pictures, labels used only to report accuracy.");
        assertThat(Files.readString(folder.resolve("some-out/run-0/model/model.json")))
                .contains("ring");
    }

    @Test
    void aTargetOfOnePictureIsEnough() {
        Path one = folder.resolve("one");
        TinyPictures.targetPicture(one.resolve("only.png"), 1, 1);
        CommandRun run = training(one).with("runs", 2).into("one-out").succeeds();
        assertThat(run.err()).contains("Target one: 1 pictures, no labels.");
        assertThat(TinyTraining.results(folder.resolve("one-out"))).hasSize(4);
    }

    @Test
    void aBatchMayBeLargerThanBothDomains() {
        Path few = TinyPictures.labelledTarget(folder.resolve("few"), 2);
        CommandRun run = training(few)
                .with("batch-size", 36)
                .with("runs", 2)
                .into("few-out")
                .succeeds();
        assertThat(run.err()).contains("36+36 pictures a step");
        assertThat(TinyTraining.summary(folder.resolve("few-out"))).hasSize(2);
    }

    @Test
    void aTargetWithoutPicturesIsRefused() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        training(empty).into("empty-out").fails(1, empty.toString(), "no pictures");
        training(folder.resolve("absent"))
                .into("empty-out")
                .fails(1, folder.resolve("absent").toString());
    }
}
