package io.github.biwaa.torch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.torch.TensorType;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch 1.13 wrote (resources/pytorch/make_files.py), in both of its formats. */
class WeightFilesTest {

    @TempDir
    Path folder;

    static Path resource(String name) {
        return Path.of("src", "test", "resources", "pytorch", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"types.zip.pth", "types.legacy.pth", "python2.zip.pth", "python2.legacy.pth"})
    void everyTypeIsRead(String name) {
        double[] halves = {-1, -0.5, 0, 0.5, 1, 1.5};
        double[] integers = {1, -2, 3, 4, 5, -128};
        try (StateDict state = WeightFiles.read(resource(name))) {
            assertThat(state.names())
                    .containsExactly(
                            "float64",
                            "float32",
                            "float16",
                            "bfloat16",
                            "int64",
                            "int32",
                            "int16",
                            "int8",
                            "uint8",
                            "bool",
                            "scalar",
                            "empty");
            assertTensor(state.get("float64"), TensorType.F64, new long[] {2, 3}, halves);
            assertTensor(state.get("float32"), TensorType.F32, new long[] {2, 3}, halves);
            assertTensor(state.get("float16"), TensorType.F16, new long[] {2, 3}, halves);
            assertTensor(state.get("bfloat16"), TensorType.BF16, new long[] {2, 3}, halves);
            assertTensor(state.get("int64"), TensorType.I64, new long[] {2, 3}, integers);
            assertTensor(state.get("int32"), TensorType.I32, new long[] {2, 3}, integers);
            assertTensor(state.get("int16"), TensorType.I16, new long[] {2, 3}, integers);
            assertTensor(state.get("int8"), TensorType.I8, new long[] {2, 3}, integers);
            assertTensor(state.get("uint8"), TensorType.U8, new long[] {2, 3}, 1, 2, 3, 4, 5, 255);
            assertTensor(state.get("bool"), TensorType.BOOL, new long[] {2, 3}, 1, 0, 1, 0, 0, 1);
            assertTensor(state.get("scalar"), TensorType.I64, new long[] {}, 7);
            assertTensor(state.get("empty"), TensorType.F32, new long[] {0, 3});
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"views.zip.pth", "views.legacy.pth"})
    void viewsShareTheirStorage(String name) {
        try (StateDict state = WeightFiles.read(resource(name));
                PointerScope scope = new PointerScope()) {
            double[] all = counting(24, 0);
            assertTensor(state.get("whole"), TensorType.F32, new long[] {4, 6}, all);
            assertTensor(
                    state.get("transposed"),
                    TensorType.F32,
                    new long[] {6, 4},
                    IntStream.range(0, 24)
                            .mapToDouble(i -> all[i % 4 * 6 + i / 4])
                            .toArray());
            assertTensor(state.get("row"), TensorType.F32, new long[] {6}, 6, 6.5, 7, 7.5, 8, 8.5);
            assertTensor(state.get("column"), TensorType.F32, new long[] {4}, 1.5, 4.5, 7.5, 10.5);
            assertTensor(state.get("block"), TensorType.F32, new long[] {2, 3}, 4, 4.5, 5, 7, 7.5, 8);
            assertTensor(state.get("every_second"), TensorType.F32, new long[] {2, 3}, .5, 1.5, 2.5, 6.5, 7.5, 8.5);
            assertTensor(state.get("repeated"), TensorType.F32, new long[] {3, 2}, 3, 3, 3, 3, 3, 3);
            assertTensor(state.get("parameter"), TensorType.F32, new long[] {6}, 9, 9.5, 10, 10.5, 11, 11.5);
            assertTensor(state.get("channels_last"), TensorType.F32, new long[] {1, 2, 2, 3}, counting(12, 0));
            assertThat(state.get("again").data_ptr().address())
                    .isEqualTo(state.get("whole").data_ptr().address());
            assertThat(state.get("row").data_ptr().address()
                            - state.get("whole").data_ptr().address())
                    .isEqualTo(12 * 4);
            assertThat(state.get("parameter").requires_grad()).isFalse();
        }
    }

    /** Of several tensors that share memory, one may be given back while the others live on. */
    @Test
    void aViewOutlivesTheDictionary() {
        StateDict state = WeightFiles.read(resource("views.zip.pth"));
        try (PointerScope scope = new PointerScope()) {
            Tensor row = new Tensor(state.get("row"));
            state.close();
            assertThat(Tensors.toDoubles(row)).containsExactly(6, 6.5, 7, 7.5, 8, 8.5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "network.zip.pth,''",
        "network.legacy.pth,''",
        "checkpoint-state_dict.zip.pth,module.",
        "checkpoint-state_dict.legacy.pth,module.",
        "checkpoint-model.zip.pth,module.",
        "checkpoint-model.legacy.pth,module."
    })
    void aStateDictIsReadWhereverItIs(String name, String prefix) {
        try (StateDict state = WeightFiles.read(resource(name))) {
            assertThat(state.names())
                    .containsExactlyElementsOf(Arrays.stream(new String[] {
                                "conv.weight",
                                "bn.weight",
                                "bn.bias",
                                "bn.running_mean",
                                "bn.running_var",
                                "bn.num_batches_tracked"
                            })
                            .map(prefix::concat)
                            .toList());
            if (prefix.isEmpty()) {
                assertTensor(state.get("conv.weight"), TensorType.F32, new long[] {3, 2, 2, 2}, counting(24, 0));
                assertTensor(state.get("bn.bias"), TensorType.F32, new long[] {3}, counting(3, 2));
            }
            assertTensor(state.get(prefix + "bn.running_var"), TensorType.F32, new long[] {3}, counting(3, 4));
            assertTensor(state.get(prefix + "bn.num_batches_tracked"), TensorType.I64, new long[] {}, 5);
        }
    }

    @Test
    void partsOfStoragesAreReadAsOldFilesHaveThem() {
        try (StateDict state = WeightFiles.read(resource("parts.legacy.pth"))) {
            assertTensor(state.get("part"), TensorType.F32, new long[] {2, 2}, 3, 4, 5, 6);
            assertTensor(state.get("whole"), TensorType.F32, new long[] {10}, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "command.zip.pth | asks for posix.system",
                "command.legacy.pth | asks for posix.system",
                "whole-model.zip.pth | asks for torch.nn.modules.container.Sequential",
                "sparse.zip.pth | asks for torch._utils._rebuild_sparse_tensor",
                "torchscript.zip.pth | TorchScript",
                "protocol4.zip.pth | protocol 4, expected 2",
                "no-tensors.zip.pth | it holds epoch, loss",
                "no-tensors.legacy.pth | it holds epoch, loss",
                "list.zip.pth | a list",
                "list.legacy.pth | a list",
                "make_files.py | it is a text",
            })
    void whatIsNoStateDictIsRefusedByName(String name, String told) {
        assertThatThrownBy(() -> WeightFiles.read(resource(name)).close())
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(resource(name).toString())
                .hasMessageContaining(told);
        assertThat(Path.of("biwaa-was-here")).doesNotExist();
    }

    @Test
    void theContentDecidesAndNotTheName() throws IOException {
        Path disguised = folder.resolve("weights.pth");
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(disguised, Map.of("x", Tensors.of(new float[] {1, 2}, 2)), Map.of());
        }
        try (StateDict state = WeightFiles.read(disguised)) {
            assertTensor(state.get("x"), TensorType.F32, new long[] {2}, 1, 2);
        }
        Path legacy = folder.resolve("weights.safetensors");
        Files.copy(resource("network.legacy.pth"), legacy);
        try (StateDict state = WeightFiles.read(legacy)) {
            assertThat(state.size()).isEqualTo(6);
        }
    }

    /** An index as Hugging Face writes it, whatever kind of files it names. */
    @Test
    void filesWithAnIndexAreReadTogether() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(
                    folder.resolve("model-00001-of-00002.safetensors"),
                    Map.of("x", Tensors.of(new float[] {1, 2}, 2)),
                    Map.of());
        }
        Files.copy(resource("network.zip.pth"), folder.resolve("pytorch_model-00002-of-00002.bin"));
        Path index = index("""
            {"metadata": {"total_size": 8}, "weight_map": {
              "x": "model-00001-of-00002.safetensors", "conv.weight": "pytorch_model-00002-of-00002.bin"}}\
            """);
        try (StateDict state = WeightFiles.read(index)) {
            assertThat(state.names()).containsExactly("x", "conv.weight");
            assertTensor(state.get("x"), TensorType.F32, new long[] {2}, 1, 2);
            assertThat(Tensors.toDoubles(state.get("conv.weight"))).hasSize(24);
        }
        Files.delete(folder.resolve("model-00001-of-00002.safetensors"));
        assertRefused(index, "model-00001-of-00002.safetensors is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"weight_map\": {\"x\": \"../secret.safetensors\"}} | expected a file beside it",
                "{\"weight_map\": {\"x\": \"model.safetensors.index.json\"}} | it is a text",
                "{\"weight_map\": {\"y\": \"one.safetensors\"}} | which lacks it",
                "{\"weight_map\": {\"x\": 7}} | is missing",
                "{\"weight_map\": {}} | without \"weight_map\"",
                "{\"architectures\": [\"ViT\"]} | without \"weight_map\"",
                "{\"weight_map\":  | no JSON",
            })
    void anIndexThatCannotBeTrustedIsRefused(String content, String told) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(
                    folder.resolve("one.safetensors"), Map.of("x", Tensors.of(new float[] {1, 2}, 2)), Map.of());
        }
        assertRefused(index(content), told);
    }

    private Path index(String content) throws IOException {
        return Files.writeString(folder.resolve("model.safetensors.index.json"), content);
    }

    @Test
    void otherFilesAreRefusedInWords() throws IOException {
        assertRefused(folder.resolve("missing.pth"), "there is no weight file");
        assertRefused(folder, "");
        assertRefused(Files.write(folder.resolve("empty"), new byte[0]), "0 bytes");
        assertRefused(Files.writeString(folder.resolve("page"), "<!DOCTYPE html><html>Not found</html>"), "a text");
        assertRefused(Files.write(folder.resolve("noise"), new byte[100]), "another kind");
        assertRefused(
                Files.write(folder.resolve("pickle"), new byte[] {(byte) 0x80, 3, ']', '.', 0, 0, 0, 0, 0, 0}),
                "none of torch.save");
    }

    private static void assertRefused(Path file, String told) {
        assertThatThrownBy(() -> WeightFiles.read(file).close())
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(told);
    }

    private static double[] counting(int numel, double from) {
        return DoubleStream.iterate(from, value -> value + 0.5).limit(numel).toArray();
    }

    private static void assertTensor(Tensor tensor, TensorType type, long[] shape, double... values) {
        assertThat(TensorType.of(tensor.scalar_type())).isEqualTo(type);
        assertThat(tensor.shape()).isEqualTo(shape);
        assertThat(Tensors.toDoubles(tensor)).isEqualTo(values);
    }
}
