package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.torch.Npy;
import io.github.biwaa.torch.Safetensors;
import io.github.biwaa.torch.StateDict;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a model was trained in, it is kept in float32 and used as any other. */
class TrainedPrecisionTest {
    @TempDir
    private Path folder;

    /** Training scores in its own precision: probabilities differ from float32's by the rounding of weights, or of bf16's eight bits. */
    @ParameterizedTest
    @CsvSource({"float32, 1e-5", "float64, 1e-5", "bf16, 0.03"})
    void aModelOfAnyPrecisionIsUsed(String precision, double rounding) throws IOException {
        Path target = TinyPictures.labelledTarget(folder.resolve("target"), 3);
        Path run = folder.resolve("run");
        new TinyTraining(folder, TinyPictures.source(folder.resolve("source"), 3), target)
                .with("precision", precision)
                .with("lr", 0.01)
                .into("run")
                .succeeds();
        assertThatWeightsAreFloat32(run.resolve("run-1/model/weights.safetensors"));
        assertThatPredictionsAreTheScores(run, target, rounding);
        for (String format : List.of("onnx", "torchscript", "safetensors")) {
            use(run, "export", "--format", format, "--out", folder.resolve("file." + format), "--verify");
        }
        use(run, "embed", "--images", target, "--out", folder.resolve("features.npy"));
        String heat = folder.resolve("heat").toString();
        CommandRun.of("explain", "--model", "it=" + run, "--images", target.toString(), "--class", "box", "--out", heat)
                .succeeds();
        String report = folder.resolve("report.html").toString();
        CommandRun.of("report", run.toString(), "--out", report).succeeds();
    }

    private static void assertThatWeightsAreFloat32(Path file) {
        try (PointerScope scope = new PointerScope();
                StateDict weights = Safetensors.read(file)) {
            weights.asMap()
                    .forEach((name, tensor) ->
                            assertThat(tensor.scalar_type().toString()).as(name).isIn("Float", "Long"));
        }
    }

    private static void assertThatPredictionsAreTheScores(Path run, Path target, double rounding) throws IOException {
        double[] scores;
        try (PointerScope scope = new PointerScope()) {
            scores = Tensors.toDoubles(Npy.read(run.resolve("run-1/scores.npy")));
        }
        List<String> rows = use(run, "predict", "--images", target, "--top-k", 3, "--format", "jsonl")
                .out()
                .lines()
                .toList();
        assertThat(rows).hasSize(scores.length / TinyPictures.CLASSES.size());
        for (int sample = 0; sample < rows.size(); sample++) {
            for (var candidate : new JsonMapper().readTree(rows.get(sample)).get("top")) {
                int k = TinyPictures.CLASSES.indexOf(candidate.get("class").asText());
                assertThat(candidate.get("probability").asDouble())
                        .isCloseTo(scores[sample * TinyPictures.CLASSES.size() + k], within(rounding));
            }
        }
    }

    private static CommandRun use(Path run, String command, Object... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = command;
        arguments[1] = "--model";
        arguments[2] = run.toString();
        for (int i = 0; i < more.length; i++) {
            arguments[3 + i] = more[i].toString();
        }
        return CommandRun.of(arguments).succeeds();
    }
}
