package io.github.biwaa.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.Progress.Task;
import io.github.biwaa.Progress.Unit;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.run.WorkAtHand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressFileTest {
    private static final Task FEATURES = new Task("computing the features of phone");

    @TempDir
    private Path folder;

    @Test
    void whatIsDoneBetweenStepsIsInTheFolderUntilTheNextStep() {
        RunFolder run = new RunFolder(folder);
        try (ProgressFile file = new ProgressFile(run)) {
            assertThat(run.workAtHand()).isEmpty();
            file.advanced(FEATURES, 320, 958);
            assertThat(run.workAtHand()).contains(new WorkAtHand("computing the features of phone", 320, 958));
            file.stepLogged(new StepReport(0, 0, 10, 1, 0, 0.001, 1, Map.of()));
            assertThat(run.workAtHand()).isEmpty();
            file.advanced(new Task("downloading", Unit.BYTES), 1, 2);
            assertThat(run.workAtHand()).isEmpty();
            file.advanced(new Task("scoring run 0"), 1, 4);
            assertThat(run.workAtHand()).isPresent();
        }
        assertThat(folder).isEmptyDirectory();
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
