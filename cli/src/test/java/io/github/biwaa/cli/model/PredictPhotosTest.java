package io.github.biwaa.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code biwaa predict} on photos, with a network of published weights and heads trained on it. */
class PredictPhotosTest {
    private static final Path SHARED = Path.of("..", "..", "shared");
    private static final Path OFFICE = SHARED.resolve("data/office10");
    private static final Path WEIGHTS = SHARED.resolve("weights/squeezenet1_0.safetensors");
    private static final List<String> CLASSES = List.of("backpack", "bike", "keyboard");
    private static final int PER_CLASS = 4;

    @TempDir
    private Path folder;

    @Test
    void photosAreScoredAsInTheTraining() throws IOException {
        assumeTrue(
                Files.isDirectory(OFFICE) && Files.isRegularFile(WEIGHTS),
                "no office10 and squeezenet1_0.safetensors in shared/ beside the repository: skipped");
        Path source = list("amazon");
        Path target = list("webcam");
        new TinyTraining(folder, source, target)
                .with("source-root", OFFICE.resolve("amazon"))
                .with("target-root", OFFICE.resolve("webcam"))
                .with("backbone", "squeezenet1_0")
                .with("weights", WEIGHTS)
                .with("freeze", "backbone")
                .with("frozen-views", 1)
                .with("method", "source-only")
                .with("iterations", 60)
                .with("batch-size", 9)
                .into("run")
                .succeeds();
        CommandRun run = CommandRun.of(
                        "predict",
                        "--model",
                        folder.resolve("run").toString(),
                        "--images",
                        target.toString(),
                        "--root",
                        OFFICE.resolve("webcam").toString(),
                        "--ten-crop",
                        "--top-k",
                        "3")
                .succeeds();
        List<List<String>> rows = Rfc4180.parse(run.out());
        double[] scores;
        try (PointerScope scope = new PointerScope()) {
            scores = Tensors.toDoubles(Npy.read(folder.resolve("run/run-0/scores.npy")));
        }
        int right = 0;
        for (int sample = 0; sample < CLASSES.size() * PER_CLASS; sample++) {
            List<String> row = rows.get(sample + 1);
            for (int place = 0; place < CLASSES.size(); place++) {
                int k = CLASSES.indexOf(row.get(1 + 2 * place));
                assertThat(Double.parseDouble(row.get(2 + 2 * place)))
                        .isCloseTo(scores[CLASSES.size() * sample + k], within(1e-5));
            }
            right += row.get(1).equals(CLASSES.get(sample / PER_CLASS)) ? 1 : 0;
        }
        // These classes are easy: by chance a third would be right.
        assertThat(right).isGreaterThanOrEqualTo(9);
        assertThat(run.err()).containsPattern("all +12 +" + right + " ");
    }

    private Path list(String domain) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int k = 0; k < CLASSES.size(); k++) {
            String name = CLASSES.get(k);
            try (Stream<Path> pictures = Files.list(OFFICE.resolve(domain).resolve(name))) {
                String label = " " + k;
                pictures.sorted()
                        .limit(PER_CLASS)
                        .forEach(picture -> lines.add(name + "/" + picture.getFileName() + label));
            }
        }
        return Files.write(folder.resolve(domain + ".txt"), lines);
    }
}
