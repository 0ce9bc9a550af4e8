package io.github.biwaa.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.EarlierFolders;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands that use a model have in common. */
class ModelCommandsTest {
    @TempDir
    private Path folder;

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    /** The command without more than it needs; none of the files is there. */
    private List<String> arguments(String command) {
        return switch (command) {
            case "predict" -> List.of("predict", "--model", at("gone"), "--images", at("none"));
            case "embed" -> List.of("embed", "--images", at("none"), "--out", at("x.npy"));
            case "explain" ->
                List.of("explain", "--model", "m=" + at("gone"), "--images", at("none"), "--out", at("heat"));
            default -> List.of("export", "--model", at("gone"), "--format", "onnx", "--out", at("x.onnx"));
        };
    }

    private CommandRun run(String command, String option, String value) {
        List<String> all = new ArrayList<>(arguments(command));
        all.add(option);
        all.add(value);
        return CommandRun.of(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"predict", "embed", "explain", "export"})
    void aDeviceThatIsNotThereIsRefusedBeforeFilesAreLookedFor(String command) {
        assumeThat(Engine.hasCuda()).isFalse();
        CommandRun run = run(command, "--device", "cuda:0");
        run.fails(2, "device: cuda:0, but this build of libtorch has no CUDA");
        assertThat(run.err()).doesNotContain("gone", "none");
        run(command, "--device", "gpu").fails(2, "device: gpu, expected auto, cpu, cuda or cuda:0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"predict", "embed"})
    void aPrecisionThatIsNoneIsRefused(String command) {
        run(command, "--precision", "float8").fails(2, "precision: float8, expected one of float32, bf16, float64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64", "bf16"})
    void picturesArePredictedAndEmbeddedInAnyPrecision(String precision) throws IOException {
        EarlierFolders.copyTo(folder);
        CommandRun predicted = CommandRun.of(
                "predict",
                "--model",
                at("chained"),
                "--images",
                at("target"),
                "--device",
                "cpu",
                "--precision",
                precision);
        assertThat(predicted.succeeds().out().lines()).hasSize(13);
        CommandRun.of(
                        "embed",
                        "--model",
                        at("chained"),
                        "--images",
                        at("target"),
                        "--out",
                        at("x.csv"),
                        "--cache",
                        at("cache"),
                        "--precision",
                        precision)
                .succeeds();
        assertThat(folder.resolve("x.csv")).isNotEmptyFile();
    }

    @Test
    void weightsThatAreNoNumbersAreRefusedByEachCommand() throws IOException {
        EarlierFolders.copyTo(folder);
        Path file = folder.resolve("chained/run-1/model/weights.safetensors");
        spoil(file, folder.resolve("spoilt.safetensors"), "features.3.weight");
        Files.move(folder.resolve("spoilt.safetensors"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        String[] words = {"weights.safetensors", "NaN or infinite", "features.3.weight"};
        CommandRun.of("predict", "--model", at("chained"), "--images", at("target"))
                .fails(1, words);
        CommandRun.of("explain", "--model", "m=" + at("chained"), "--images", at("target"), "--out", at("heat"))
                .fails(1, words);
        CommandRun.of("export", "--model", at("chained"), "--format", "safetensors", "--out", at("x.safetensors"))
                .fails(1, words);
        CommandRun.of("embed", "--model", at("chained"), "--images", at("target"), "--out", at("x.npy"))
                .fails(1, words);
        CommandRun.of(
                        "embed",
                        "--backbone",
                        "lenet",
                        "--image-size",
                        "16",
                        "--weights",
                        file.toString(),
                        "--images",
                        at("target"),
                        "--out",
                        at("x.npy"))
                .fails(1, words);
        new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"))
                .with("image-size", 16)
                .with("weights", file)
                .into("run")
                .fails(1, words);
        assertThat(folder.resolve("x.npy")).doesNotExist();
        assertThat(folder.resolve("x.safetensors")).doesNotExist();
    }

    private static void spoil(Path file, Path spoilt, String name) throws IOException {
        try (PointerScope scope = new PointerScope();
                StateDict weights = Safetensors.read(file)) {
            weights.get(name).flatten(0, -1).narrow(0, 7, 1).mul_(new Scalar(Double.NaN));
            Safetensors.write(spoilt, weights.asMap(), Map.of());
        }
    }
}
