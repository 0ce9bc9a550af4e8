package io.github.biwaa.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCommandTest {
    @TempDir
    private static Path home;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() {
        new TinyTraining(
                        home,
                        TinyPictures.source(home.resolve("source"), 3),
                        TinyPictures.unlabelledTarget(home.resolve("target"), 3))
                .into("run")
                .succeeds();
    }

    private CommandRun export(String format, Object... more) {
        String[] arguments = new String[7 + more.length];
        arguments[0] = "export";
        arguments[1] = "--model";
        arguments[2] = home.resolve("run").toString();
        arguments[3] = "--format";
        arguments[4] = format;
        arguments[5] = "--out";
        arguments[6] = folder.resolve("file").toString();
        for (int i = 0; i < more.length; i++) {
            arguments[7 + i] = more[i].toString();
        }
        return CommandRun.of(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"onnx", "torchscript", "safetensors"})
    void aRunBecomesAVerifiedFile(String format) {
        CommandRun run =
                export(format, "--verify", "--images", home.resolve("target")).succeeds();
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("Verified: largest difference from the model ", "over 4 random inputs and 9 pictures")
                .contains("Written: " + folder.resolve("file") + " (" + format);
        assertThat(folder.resolve("file")).isNotEmptyFile();
    }

    @Test
    void itIsWrittenWithoutBeingVerified() {
        CommandRun run = export("onnx", "--softmax").succeeds();
        assertThat(run.err()).contains("Written: ").doesNotContain("Verified");
    }

    @Test
    void aFileIsReplacedOnRequestOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        export("torchscript").fails(1, "is there already", "--overwrite");
        assertThat(file).hasContent("mine");
        export("torchscript", "--overwrite").succeeds();
        assertThat(Files.size(file)).isGreaterThan(100);
    }

    @Test
    void wrongUsageIsNamed() {
        export("coreml").fails(2, "format: coreml", "onnx, torchscript, safetensors");
        export("safetensors", "--softmax").fails(2, "softmax");
        export("onnx", "--images", home).fails(2, "--images", "--verify");
        assertThat(folder.resolve("file")).doesNotExist();
    }

    @Test
    void missingThingsAreNamed() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        CommandRun.of("export", "--model", empty.toString(), "--format", "onnx", "--out", "x")
                .fails(1, "holds no finished model");
        export("onnx", "--verify", "--images", empty).fails(1, "no pictures in " + empty);
        export("onnx", "--verify", "--images", folder.resolve("none")).fails(1, "there is no folder or file");
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        export("safetensors", "--verify", "--images", text).fails(1, "text.png");
        assertThat(folder.resolve("file")).doesNotExist();
    }
}
