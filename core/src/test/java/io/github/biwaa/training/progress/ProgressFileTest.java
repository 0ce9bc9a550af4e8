package io.github.biwaa.training.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.Progress.Phase;
import io.github.biwaa.Progress.Task;
import io.github.biwaa.Progress.Unit;
import io.github.biwaa.Progress.Work;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.WorkAtHand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressFileTest {
    private static final Task FEATURES = new Task("computing the features of phone");

    @TempDir
    private Path folder;

    @Test
    void whatIsDoneIsInTheFolderUntilTheEnd() {
        RunFolder run = new RunFolder(folder);
        try (ProgressFile file = new ProgressFile(run)) {
            assertThat(run.workAtHand()).isEmpty();
            file.planned(List.of(
                    new Phase(FEATURES, Work.FEATURES, 30), new Phase(TrainingPhases.training(0), Work.TRAINING, 10)));
            file.advanced(new Task("downloading", Unit.BYTES), 1, 2);
            assertThat(run.workAtHand()).isEmpty();
            file.advanced(FEATURES, 320, 640);
            assertThat(run.workAtHand())
                    .contains(new WorkAtHand("computing the features of phone", 320, 640, 0.375, null));
            file.advanced(FEATURES, 640, 640);
            assertThat(run.workAtHand().orElseThrow().done())
                    .as("no more than once a second")
                    .isEqualTo(320);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void numbersThatNobodyMeasuredAreLeftOut() {
        assertThat(new WorkAtHand("a", 1, 2, Double.NaN, Double.POSITIVE_INFINITY))
                .isEqualTo(new WorkAtHand("a", 1, 2));
        assertThat(new WorkAtHand("a", 1, 2, 2, -1.0)).isEqualTo(new WorkAtHand("a", 1, 2));
    }

    @Test
    void aFolderThatCannotBeWrittenDoesNotEndTheTraining() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        try (ProgressFile progress = new ProgressFile(new RunFolder(file))) {
            progress.advanced(FEATURES, 1, 2);
        }
        assertThat(file).hasContent("in the way");
    }
}
