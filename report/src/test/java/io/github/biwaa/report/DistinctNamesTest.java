package io.github.biwaa.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.report.evidence.RecordedTraining;
import io.github.biwaa.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DistinctNamesTest {

    @Test
    void theLastFolderIsEnoughWhereItDiffers() {
        assertThat(names("runs/one", "elsewhere/two")).containsExactly("one", "two");
    }

    @Test
    void foldersOfASweepAreToldApart() {
        assertThat(names("sweep/A2W/biwaa/seed-42", "sweep/A2W/dann/seed-42", "sweep/A2D/dann/seed-42"))
                .containsExactly("A2W/biwaa/seed-42", "A2W/dann/seed-42", "A2D/dann/seed-42");
    }

    @Test
    void theSameFolderTwiceIsShownInFull() {
        assertThat(names("/a/b", "/a/b")).containsExactly("a/b", "a/b");
    }

    @Test
    void noneAndOne() {
        assertThat(names()).isEmpty();
        assertThat(names("runs/one")).containsExactly("one");
    }

    private static List<String> names(String... paths) {
        List<ReportedTraining> trainings = Stream.of(paths)
                .map(Path::of)
                .map(path -> new RecordedTraining(
                        new RunFolder(path),
                        path.getFileName().toString(),
                        Map.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()))
                .map(record -> new ReportedTraining(record, Optional.empty(), List.of(), 0))
                .toList();
        return DistinctNames.of(trainings).stream()
                .map(training -> training.record().name())
                .toList();
    }
}
