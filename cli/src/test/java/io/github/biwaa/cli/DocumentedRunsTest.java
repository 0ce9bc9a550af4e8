package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages whose commands need no more than a few pictures: all of them are run, as they stand there and in their order. */
class DocumentedRunsTest {
    private static final int SECONDS = 300;

    @TempDir
    private Path folder;

    @Test
    void quickStart() throws IOException, InterruptedException {
        TinyPictures.source(folder.resolve("catalogue"), 6);
        TinyPictures.unlabelledTarget(folder.resolve("phone"), 5);
        TinyPictures.labelledTarget(folder.resolve("labelled"), 2);
        TinyWeights.squeezenet(folder.resolve("squeezenet1_0.safetensors"));
        runAll("quick-start.md");
        assertThat(folder.resolve("comparison.html")).isNotEmptyFile();
        assertThat(folder.resolve("phone.csv")).isNotEmptyFile();
        assertThat(folder.resolve("classifier.onnx")).isNotEmptyFile();
        assertThat(folder.resolve("sorted")).isNotEmptyDirectory();
    }

    @Test
    void export() throws IOException, InterruptedException {
        Path source = TinyPictures.source(folder.resolve("photos/catalogue"), 4);
        Path target = TinyPictures.unlabelledTarget(folder.resolve("photos/phone"), 4);
        CommandRun trained =
                new TinyTraining(folder, source, target).with("weights", "none").into("runs/mine");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        runAll("export.md");
        assertThat(folder.resolve("mine.onnx")).isNotEmptyFile();
    }

    private void runAll(String page) throws IOException, InterruptedException {
        List<Documents.Excerpt> lines =
                Documents.commandLines(Documents.page(page)).toList();
        assertThat(lines).isNotEmpty();
        for (Documents.Excerpt line : lines) {
            ChildCommand command = ChildCommand.start(
                    folder,
                    Documents.arguments(line),
                    Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()));
            assertThat(command.waitForExit(SECONDS))
                    .as("%s%n%s", line, command.err())
                    .isZero();
        }
    }
}
