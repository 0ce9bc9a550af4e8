package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a model was trained in, it is kept in float32 and used as any other. */
class TrainedPrecisionTest {
    @TempDir
    private Path folder;

    /** Training scores in its own precision, and prediction in the same is the same computation: but for weights that were rounded to float32, and six digits in rows. */
    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64", "bf16"})
    void aModelOfAnyPrecisionIsUsed(String precision) throws IOException {
        Path target = TinyPictures.labelledTarget(folder.resolve("target"), 3);
        Path run = folder.resolve("run");
        new TinyTraining(folder, TinyPictures.source(folder.resolve("source"), 3), target)
                .with("precision", precision)
                .with("lr", 0.01)
                .into("run")
                .succeeds();
        assertThatWeightsAreFloat32(run.resolve("run-1/model/weights.safetensors"));
        assertThatPredictionsAreTheScores(run, target, precision);
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

    private static void assertThatPredictionsAreTheScores(Path run, Path target, String precision) throws IOException {
        double[] scores;
        try (PointerScope scope = new PointerScope()) {
            scores = Tensors.toDoubles(Npy.read(run.resolve("run-1/scores.npy")));
        }
        List<String> rows = use(
                        run, "predict", "--images", target, "--top-k", 3, "--format", "jsonl", "--precision", precision)
                .out()
                .lines()
                .toList();
        assertThat(rows).hasSize(scores.length / TinyPictures.CLASSES.size());
        for (int sample = 0; sample < rows.size(); sample++) {
            for (var candidate : new JsonMapper().readTree(rows.get(sample)).get("top")) {
                int k = TinyPictures.CLASSES.indexOf(candidate.get("class").asText());
                assertThat(candidate.get("probability").asDouble())
                        .isCloseTo(scores[sample * TinyPictures.CLASSES.size() + k], within(1e-5));
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
