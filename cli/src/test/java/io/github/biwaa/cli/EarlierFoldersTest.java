package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.torch.Processor;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an earlier version left is read, gone on with and used by this one. */
class EarlierFoldersTest {
    /** Other processors round otherwise; 40 steps carry that on. */
    private static final double ROUNDING = 1e-4;

    @TempDir
    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        EarlierFolders.copyTo(folder);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopped", "embeddings"})
    void aTrainingThatWasKilledEndsAsItWouldHaveThen(String name) throws IOException {
        CommandRun.of("train", "--resume", "--out", at(name)).succeeds();
        assertThat(TinyTraining.summary(folder.resolve(name))).hasSize(2);
        double[] scores = scores(folder.resolve(name).resolve("run-1/scores.npy"));
        assertThat(scores)
                .usingComparatorWithPrecision(ROUNDING)
                .containsExactly(scores(folder.resolve(name + "-scores.npy")));
        // Where caches are hidden, oneDNN computed then and is left out now.
        if (onTheProcessorOfThen(folder.resolve(name)) && !Processor.hidesCaches()) {
            Map<String, String> expected = new LinkedHashMap<>();
            for (String line : Files.readAllLines(folder.resolve(name + ".sha256"))) {
                expected.put(line.substring(66), line.substring(0, 64));
            }
            assertThat(TinyTraining.results(folder.resolve(name))).containsExactlyInAnyOrderEntriesOf(expected);
        }
    }

    private static double[] scores(Path file) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.toDoubles(Npy.read(file));
        }
    }

    private static boolean onTheProcessorOfThen(Path run) throws IOException {
        JsonNode sessions = new JsonMapper()
                .readTree(run.resolve("provenance.json").toFile())
                .get("sessions");
        JsonNode then = sessions.get(0);
        JsonNode now = sessions.get(sessions.size() - 1);
        assertThat(sessions.size()).isGreaterThan(1);
        return List.of("processor", "instructions", "libtorch").stream()
                .allMatch(key -> then.get(key).equals(now.get(key)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chained", "chained/run-1", "chained/run-1/model"})
    void modelsPredictAsTheyDid(String model) throws IOException {
        assertPredictions(model);
    }

    @Test
    void aModelOfAnEarlierRunIsAskedForByItsFolder() throws IOException {
        CommandRun run = CommandRun.of("predict", "--model", at("chained/run-0"), "--images", at("target"));
        assertThat(run.succeeds().out().lines().map(EarlierFoldersTest::afterPath))
                .isNotEqualTo(Files.readAllLines(folder.resolve("predicted.csv")).stream()
                        .map(EarlierFoldersTest::afterPath)
                        .toList());
    }

    private void assertPredictions(String model) throws IOException {
        List<String> rows = CommandRun.of("predict", "--model", at(model), "--images", at("target"))
                .succeeds()
                .out()
                .lines()
                .toList();
        List<String> expected = Files.readAllLines(folder.resolve("predicted.csv"));
        assertThat(rows).hasSameSizeAs(expected);
        for (int row = 1; row < rows.size(); row++) {
            String[] now = afterPath(rows.get(row)).split(",");
            String[] then = afterPath(expected.get(row)).split(",");
            assertThat(now[0]).isEqualTo(then[0]);
            assertThat(Double.parseDouble(now[1])).isCloseTo(Double.parseDouble(then[1]), within(1e-5));
        }
    }

    private static String afterPath(String row) {
        return row.substring(row.indexOf(',') + 1);
    }

    @Test
    void embeddingsAreClassified() {
        CommandRun.of("train", "--resume", "--out", at("embeddings")).succeeds();
        CommandRun run = CommandRun.of("predict", "--model", at("embeddings"), "--images", at("target.csv"))
                .succeeds();
        assertThat(run.err()).contains("100.0 %");
    }

    @Test
    void aReportIsMade() throws IOException {
        CommandRun.of("report", at("chained"), "--out", at("report.html")).succeeds();
        assertThat(Files.readString(folder.resolve("report.html"))).contains("66.7", "biwaa", "stroke");
    }

    @Test
    void aBenchmarkIsGoneOnWith() throws IOException {
        Path done = folder.resolve("benchmark/source-only/s2t/seed-42/run-0/model/weights.safetensors");
        byte[] before = Files.readAllBytes(done);
        CommandRun run = CommandRun.of(
                "benchmark",
                at("benchmark/recipe.yaml"),
                "--root",
                folder.toString(),
                "--threads",
                "1",
                "--cache",
                at("cache"),
                "--resume",
                "--out",
                at("benchmark"));
        assertThat(run.succeeds().err()).contains("2 training(s), 1 of them to do", "dann-s2t-42 done");
        assertThat(run.out()).contains("source-only  1     66.7  66.7");
        assertThat(Files.readAllBytes(done)).isEqualTo(before);
    }

    @Test
    void heatMapsAreDrawn() {
        CommandRun.of(
                        "explain",
                        "--model",
                        "then=" + at("chained"),
                        "--images",
                        at("target"),
                        "--limit",
                        "2",
                        "--out",
                        at("heat"))
                .succeeds();
        assertThat(folder.resolve("heat/figure.png")).isNotEmptyFile();
        assertThat(folder.resolve("heat/box_t0-then.png")).isNotEmptyFile();
    }

    @Test
    void exportsHoldTheSameWeights() {
        CommandRun.of("export", "--model", at("chained"), "--format", "safetensors", "--out", at("now.safetensors"))
                .succeeds();
        try (StateDict then = Safetensors.read(folder.resolve("exported.safetensors"));
                StateDict now = Safetensors.read(folder.resolve("now.safetensors"));
                PointerScope scope = new PointerScope()) {
            assertThat(now.names()).containsExactlyElementsOf(then.names());
            for (String name : then.names()) {
                assertThat(Tensors.toDoubles(now.get(name)))
                        .as(name)
                        .usingComparatorWithPrecision(1e-6)
                        .containsExactly(Tensors.toDoubles(then.get(name)));
            }
        }
    }
}
