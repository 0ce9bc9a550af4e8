package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.array.CsvTable;
import io.github.biwaa.model.Classifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Folders may be called anything: what is quoted in one file is read from it by the next command. */
@DisabledOnOs(OS.WINDOWS) // no such names there
class ClassNamesRoundTripTest {
    /** In their order. */
    private static final List<String> NAMES = List.of("#k", "a,b", "c\"d", "e\nf", "g;h\ti");

    @TempDir
    private Path folder;

    @Test
    void fromFoldersThroughPredictionsAndLabelsIntoATraining() {
        for (int k = 0; k < NAMES.size(); k++) {
            for (int i = 0; i < 2; i++) {
                TinyPictures.targetPicture(
                        folder.resolve("source").resolve(NAMES.get(k)).resolve(i + ".png"), k % 3, i);
                TinyPictures.targetPicture(
                        folder.resolve("target").resolve(NAMES.get(k)).resolve(i + ".png"), k % 3, i);
            }
        }
        new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"))
                .with("iterations", 2)
                .with("runs", 1)
                .into("run")
                .succeeds();
        assertThat(classes("run")).isEqualTo(NAMES);
        String predictions = folder.resolve("predictions.csv").toString();
        CommandRun.of("predict", "--model", path("run"), "--images", path("target"), "--out", predictions)
                .succeeds();
        assertThat(column(Path.of(predictions), "class"))
                .hasSize(2 * NAMES.size())
                .isSubsetOf(NAMES);
        for (String ending : new String[] {".csv", ".txt"}) {
            for (String domain : new String[] {"source", "target"}) {
                CommandRun.of(
                                "embed",
                                "--model",
                                path("run"),
                                "--images",
                                path(domain),
                                "--out",
                                path(domain + ending + ".npy"),
                                "--labels-out",
                                path(domain + ending),
                                "--cache",
                                path("cache"))
                        .succeeds();
            }
            CommandRun.of(
                            "train",
                            "--source",
                            path("source" + ending + ".npy"),
                            "--source-labels",
                            path("source" + ending),
                            "--target",
                            path("target" + ending + ".npy"),
                            "--target-labels",
                            path("target" + ending),
                            "--iterations",
                            "2",
                            "--batch-size",
                            "4",
                            "--runs",
                            "1",
                            "--out",
                            path("again" + ending))
                    .succeeds();
            assertThat(classes("again" + ending)).isEqualTo(NAMES);
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private List<String> classes(String run) {
        try (Classifier classifier = Classifier.load(folder.resolve(run))) {
            return classifier.classes();
        }
    }

    private static List<String> column(Path file, String name) {
        CsvTable table = CsvTable.open(file);
        List<String> values = new ArrayList<>();
        table.read((line, fields) -> values.add(fields.get(table.header().indexOf(name))));
        return values;
    }
}
