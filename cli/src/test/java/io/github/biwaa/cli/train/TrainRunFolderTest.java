package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.cli.ChildCommand;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.cli.TinyWeights;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code biwaa train} leaves and says. */
class TrainRunFolderTest {
    private static final int PER_CLASS = 4;

    @TempDir
    static Path folder;

    private static TinyTraining training() {
        return new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"));
    }

    @BeforeAll
    static void draw() {
        TinyPictures.source(folder.resolve("source"), PER_CLASS);
        TinyPictures.labelledTarget(folder.resolve("target"), PER_CLASS);
    }

    @Test
    void theRunFolderIsTheContract() throws IOException {
        CommandRun run = training().into("contract").succeeds();
        Path out = folder.resolve("contract");

        assertThat(run.out()).as("standard output carries data only").isEmpty();
        assertThat(run.err())
                .contains("Source source: 12 pictures, 3 classes. Target target: 12 pictures, labels used only"
                        + " to report accuracy.")
                .contains("biwaa, lenet, 2 runs of 5 iterations, 4+4 pictures a step")
                .containsPattern("Decoding 12 pictures of source once; the cache takes 0\\.0 MB: .*cache")
                .containsPattern("(?m)^\\[100 %] .*: 12 of 12$")
                .contains("Model: " + out.resolve("run-1").resolve("model"));
        assertThat(relativeFiles(out))
                .containsExactly(
                        ".lock",
                        "config.yaml",
                        "provenance.json",
                        "run-0/metrics.csv",
                        "run-0/model/discriminator.json",
                        "run-0/model/discriminator.safetensors",
                        "run-0/model/model.json",
                        "run-0/model/weights.safetensors",
                        "run-0/scores.npy",
                        "run-1/metrics.csv",
                        "run-1/model/discriminator.json",
                        "run-1/model/discriminator.safetensors",
                        "run-1/model/model.json",
                        "run-1/model/weights.safetensors",
                        "run-1/scores.npy",
                        "summary.json");
        assertThat(Files.readAllLines(out.resolve("config.yaml")))
                .contains(
                        "method: biwaa",
                        "backbone: lenet",
                        "iterations: 5",
                        "ramp: 20.0",
                        "prior-horizon: 1.0",
                        "seed: 42");
        JsonNode runs = TinyTraining.summary(out);
        assertThat(runs).hasSize(2);
        for (int r = 0; r < 2; r++) {
            JsonNode entry = runs.get(r);
            assertThat(entry.get("run").asInt()).isEqualTo(r);
            assertThat(entry.get("iterations").asInt()).isEqualTo(5);
            assertThat(entry.get("seconds").asDouble()).isPositive();
            assertThat(entry.get("skippedSteps").asInt()).isZero();
            assertThat(entry.get("warnings").isArray()).isTrue();
            assertThat(entry.get("losses").get("classificationLoss").isNumber()).isTrue();
            assertThat(entry.get("targetAccuracy").asDouble())
                    .isCloseTo(accuracyOf(out.resolve("run-" + r).resolve("scores.npy")), within(1e-12));
            checkMetrics(Files.readAllLines(out.resolve("run-" + r).resolve("metrics.csv")));
        }
    }

    private static List<String> relativeFiles(Path out) throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> out.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    /** Steps 0, 2 and 4 of 5, and as many values as columns. */
    private static void checkMetrics(List<String> lines) {
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("iteration,seconds,secondsWaited,learningRate,imagesPerSecond,totalLoss,");
        for (int row = 1; row < 4; row++) {
            assertThat(lines.get(row)).startsWith(2 * (row - 1) + ",").hasLineCount(1);
            assertThat(lines.get(row).split(",")).hasSameSizeAs(lines.get(0).split(","));
        }
    }

    /** The pictures are in the order of the classes, {@link #PER_CLASS} of each. */
    private static double accuracyOf(Path scoresFile) {
        try (PointerScope scope = new PointerScope()) {
            Tensor scores = Npy.read(scoresFile);
            assertThat(scores.shape()).containsExactly(3 * PER_CLASS, 3);
            assertThat(Tensors.item(scores.sum())).isCloseTo(3 * PER_CLASS, within(1e-4));
            int[] predictions = Tensors.largestOfRows(scores);
            int right = 0;
            for (int i = 0; i < predictions.length; i++) {
                right += predictions[i] == i / PER_CLASS ? 1 : 0;
            }
            return right / (double) predictions.length;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"source-only", "dann", "mstn", "biwaa"})
    void everyMethodTrains(String method) throws IOException {
        training().with("method", method).into(method).succeeds();
        JsonNode runs = TinyTraining.summary(folder.resolve(method));
        assertThat(runs).as("only biwaa chains runs").hasSize(method.equals("biwaa") ? 2 : 1);
        JsonNode losses = runs.get(0).get("losses");
        assertThat(losses.has("domainLoss")).isEqualTo(!method.equals("source-only"));
        assertThat(losses.has("matchingLoss")).isEqualTo(method.equals("mstn") || method.equals("biwaa"));
        assertThat(Files.readString(folder.resolve(method).resolve("config.yaml")))
                .contains("method: " + method);
    }

    @Test
    void jsonLinesAreAllThatStandardOutputCarries() throws IOException {
        CommandRun run = training().with("json").into("json").succeeds();
        JsonMapper mapper = new JsonMapper();
        List<JsonNode> lines = new ArrayList<>();
        List<JsonNode> tasks = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            JsonNode entry = mapper.readTree(line);
            (entry.has("run") ? lines : tasks).add(entry);
        }
        assertThat(tasks.get(0).get("phases").get(2).get("task").get("name").asText())
                .isEqualTo("training run 0");
        assertThat(tasks.get(tasks.size() - 1).get("phases")).isEmpty();
        assertThat(tasks.subList(1, tasks.size() - 1))
                .isNotEmpty()
                .allMatch(task -> task.has("task") && task.has("done") && task.has("total"));
        assertThat(lines).as("3 logged steps and a summary, twice").hasSize(8);
        for (int line = 0; line < lines.size(); line++) {
            JsonNode entry = lines.get(line);
            assertThat(entry.get("run").asInt()).isEqualTo(line / 4);
            if (line % 4 == 3) {
                assertThat(entry)
                        .isEqualTo(TinyTraining.summary(folder.resolve("json")).get(line / 4));
            } else {
                assertThat(entry.get("iteration").asInt()).isEqualTo(2 * (line % 4));
                assertThat(entry.get("metrics").get("totalLoss").isNumber()).isTrue();
            }
        }
    }

    @Test
    void aFrozenBackboneTrainsOnFeaturesKeptInTheCache() throws IOException {
        Path weights = TinyWeights.dtn(folder.resolve("dtn.safetensors"));
        TinyTraining frozen = training()
                .with("backbone", "dtn")
                .with("weights", weights)
                .with("freeze", "backbone")
                .with("frozen-views", 2)
                .with("cache", folder.resolve("frozen-cache"));
        frozen.into("frozen-1").succeeds();
        frozen.with("json").into("frozen-2").succeeds();
        assertThat(TinyTraining.results(folder.resolve("frozen-2")))
                .as("from the cache")
                .isEqualTo(TinyTraining.results(folder.resolve("frozen-1")));
        try (Stream<Path> cached = Files.list(folder.resolve("frozen-cache"))) {
            assertThat(cached.filter(file -> file.getFileName().toString().matches("features-.*[.]safetensors")))
                    .as("augmented views of both, scored views of the target")
                    .hasSize(3);
        }
        assertThat(folder.resolve("frozen-2/run-1/model/weights.safetensors")).isRegularFile();
    }

    @Test
    void aFrozenStageIsKeptInTheConfiguration() throws IOException {
        Path weights = TinyWeights.dtn(folder.resolve("dtn.safetensors"));
        TinyTraining frozen = training()
                .with("backbone", "dtn")
                .with("weights", weights)
                .with("freeze", "layer1")
                .with("runs", 1);
        frozen.into("stage-1").succeeds();
        Path config = folder.resolve("stage-1/config.yaml");
        assertThat(Files.readString(config)).contains("freeze: layer1\n");
        CommandRun.of(List.of("train", "--config", config.toString(), "--out", folder.resolve("stage-2") + ""))
                .succeeds();
        assertThat(TinyTraining.results(folder.resolve("stage-2")))
                .hasSize(2)
                .isEqualTo(TinyTraining.results(folder.resolve("stage-1")));
        frozen.with("freeze", "stem")
                .with("runs", 2)
                .with("resume")
                .into("stage-1")
                .fails(2, "freeze was layer1");
    }

    @Test
    @Tag("machine")
    void theDefaultFolderIsNamedAfterTheTask() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        List<String> arguments = training().with("iterations", 1).with("runs", 1).arguments("unused").stream()
                .filter(argument -> !argument.equals("--out") && !argument.endsWith("unused"))
                .toList();
        ChildCommand child = ChildCommand.start(home, arguments);
        assertThat(child.waitForExit(120)).as(child.err()).isZero();
        try (Stream<Path> made = Files.list(home.resolve("runs"))) {
            assertThat(made)
                    .singleElement()
                    .satisfies(run ->
                            assertThat(run.getFileName().toString()).matches("source-target-biwaa-\\d{8}-\\d{6}"))
                    .satisfies(run -> assertThat(run.resolve("summary.json")).isRegularFile());
        }
    }
}
