package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages whose commands need no more than a few pictures or features: they are run as they stand there and in their order, but for the length of trainings.
 */
@Tag("machine")
class DocumentedRunsTest {
    private static final int SECONDS = 300;
    private static final List<String> A_FEW_STEPS = List.of("--iterations", "3");

    @TempDir
    private Path folder;

    @Test
    void quickStart() throws IOException, InterruptedException {
        quickStart(A_FEW_STEPS);
    }

    @Tag("slow")
    @Test
    void quickStartInFullLength() throws IOException, InterruptedException {
        quickStart(List.of());
    }

    private void quickStart(List<String> moreForTrainings) throws IOException, InterruptedException {
        TinyPictures.source(folder.resolve("catalogue"), 6);
        TinyPictures.unlabelledTarget(folder.resolve("phone"), 5);
        TinyPictures.labelledTarget(folder.resolve("labelled"), 2);
        TinyWeights.mobileNet(folder.resolve("mobilenet_v2.safetensors"));
        run(commandLines("quick-start.md"), moreForTrainings);
        assertThat(folder.resolve("comparison.html")).isNotEmptyFile();
        assertThat(folder.resolve("phone.csv")).isNotEmptyFile();
        assertThat(folder.resolve("classifier.onnx")).isNotEmptyFile();
        assertThat(folder.resolve("sorted")).isNotEmptyDirectory();
    }

    @Test
    void export() throws IOException, InterruptedException {
        trained("runs/mine", "dann");
        runAll("export.md");
        assertThat(folder.resolve("mine.onnx")).isNotEmptyFile();
    }

    @Test
    void prediction() throws IOException, InterruptedException {
        trained("runs/mine", "dann");
        Files.writeString(folder.resolve("list.txt"), "phone/p201.png\nphone/p100.png\n");
        List<ChildCommand> commands = runAll("prediction.md");
        assertThat(commands.get(0).out()).startsWith("path,class,probability,error\nphotos/phone/p100.png,");
        assertThat(folder.resolve("phone.jsonl")).isNotEmptyFile();
        assertThat(folder.resolve("sorted")).isNotEmptyDirectory();
        assertThat(commands.get(3).out()).startsWith("path,class,probability,error\nphotos/phone/p201.png,");
    }

    /** What follows a training; the demo and trainings of full length have tests of their own. */
    @Test
    void readme() throws IOException, InterruptedException {
        trained("runs/mine", "dann");
        trained("runs/demo/dann", "dann");
        trained("runs/demo/biwaa", "biwaa");
        TinyPictures.labelledTarget(folder.resolve("runs/demo/pictures/target"), 2);
        run(
                Documents.commandLines(Documents.REPOSITORY.resolve("README.md"))
                        .filter(line -> List.of("report", "explain", "predict", "export")
                                .contains(Documents.arguments(line).get(0)))
                        .toList(),
                List.of());
        assertThat(folder.resolve("comparison.html")).isNotEmptyFile();
        assertThat(folder.resolve("heat")).isNotEmptyDirectory();
        assertThat(folder.resolve("photos.csv")).isNotEmptyFile();
        assertThat(folder.resolve("mine.onnx")).isNotEmptyFile();
    }

    /** Trainings on files that are easily made, a few steps of them: not those on published features. */
    @Test
    void embeddings() throws IOException, InterruptedException {
        TinyEmbeddings.features(folder.resolve("x.npy"), false);
        TinyEmbeddings.features(folder.resolve("z.npy"), true);
        TinyEmbeddings.labels(folder.resolve("y.npy"));
        TinyEmbeddings.labels(folder.resolve("t.npy"));
        TinyEmbeddings.labelledFeatures(folder.resolve("catalogue.csv"), false);
        TinyEmbeddings.features(folder.resolve("phone.csv"), true);
        List<Documents.Excerpt> lines = Documents.commandLines(Documents.page("embeddings.md"))
                .takeWhile(line -> line.text().startsWith("./biwaa train "))
                .filter(line -> !line.text().contains(".mat"))
                .toList();
        assertThat(lines).hasSize(3);
        run(lines, A_FEW_STEPS);
    }

    @Test
    void reliability() throws IOException, InterruptedException {
        trained("runs/mine", "biwaa");
        runAll("reliability.md");
    }

    /** A training of two runs on {@code photos/catalogue} and {@code photos/phone}, some steps long. */
    private void trained(String run, String method) {
        Path source = TinyPictures.source(folder.resolve("photos/catalogue"), 4);
        Path target = TinyPictures.unlabelledTarget(folder.resolve("photos/phone"), 4);
        new TinyTraining(folder, source, target)
                .with("weights", "none")
                .with("method", method)
                .into(run)
                .succeeds();
    }

    private List<ChildCommand> runAll(String page) throws IOException, InterruptedException {
        return run(commandLines(page), List.of());
    }

    private static List<Documents.Excerpt> commandLines(String page) {
        return Documents.commandLines(Documents.page(page)).toList();
    }

    private List<ChildCommand> run(List<Documents.Excerpt> lines, List<String> moreForTrainings)
            throws IOException, InterruptedException {
        assertThat(lines).isNotEmpty();
        List<ChildCommand> commands = new ArrayList<>();
        for (Documents.Excerpt line : lines) {
            List<String> arguments = new ArrayList<>(Documents.arguments(line));
            if (arguments.get(0).equals("train")) {
                arguments.addAll(moreForTrainings);
            }
            ChildCommand command = ChildCommand.start(
                    folder,
                    arguments,
                    Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()));
            assertThat(command.waitForExit(SECONDS))
                    .as("%s%n%s", line, command.err())
                    .isZero();
            commands.add(command);
        }
        return commands;
    }
}
