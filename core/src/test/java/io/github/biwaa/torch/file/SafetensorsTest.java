package io.github.biwaa.torch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.TensorType;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    private PointerScope scope;

    @BeforeEach
    void open() {
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @EnumSource(TensorType.class)
    void everyTypeSurvives(TensorType type) throws IOException {
        double[] values = type == TensorType.BOOL
                ? new double[] {1, 0, 1, 1, 0, 0}
                : type == TensorType.U8
                        ? new double[] {0, 1, 2, 127, 128, 255}
                        : new double[] {0, 1, -2, 96, -128, 127};
        Tensor tensor = Tensors.of(values, 2, 3).to(type.scalarType());
        Path file = folder.resolve("one.safetensors");
        Safetensors.write(file, Map.of("tensor", tensor), Map.of());
        try (StateDict read = Safetensors.read(file)) {
            assertThat(read.names()).containsExactly("tensor");
            Tensor back = read.get("tensor");
            assertThat(TensorType.of(back.scalar_type())).isEqualTo(type);
            assertThat(back.shape()).containsExactly(2, 3);
            assertThat(Tensors.toDoubles(back)).isEqualTo(values);
        }
    }

    @Test
    void specialValuesSurvive() throws IOException {
        double[] values = {-0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE};
        Path file = folder.resolve("special.safetensors");
        Safetensors.write(file, Map.of("x", Tensors.of(values, 5)), Map.of());
        try (StateDict read = Safetensors.read(file)) {
            assertThat(Tensors.toDoubles(read.get("x"))).isEqualTo(values);
        }
    }

    @Test
    void scalarsEmptyTensorsViewsNamesAndOrderSurvive() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z.scalar", Tensors.of(new double[] {4}, 1).squeeze());
        tensors.put("empty", Tensors.zeros(Precision.FLOAT32, 0, 3));
        tensors.put(
                "a \"quoted\" név\n",
                Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).t());
        tensors.put("trained", Tensors.of(new float[] {7}, 1).set_requires_grad(true));
        Path file = folder.resolve("mixed.safetensors");
        Safetensors.write(file, tensors, Map.of("epoch", "3"));
        try (StateDict read = Safetensors.read(file)) {
            assertThat(read.names()).containsExactlyElementsOf(tensors.keySet());
            assertThat(read.size()).isEqualTo(4);
            tensors.forEach((name, tensor) -> {
                assertThat(read.get(name).shape()).isEqualTo(tensor.shape());
                assertThat(Tensors.toDoubles(read.get(name))).isEqualTo(Tensors.toDoubles(tensor));
            });
        }
    }

    @Test
    void equalTensorsGiveEqualBytes() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("b", Tensors.of(new float[] {1, 2, 3, 4}, 2, 2));
        tensors.put("a", Tensors.indices(5, 6));
        Map<String, Tensor> copies = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> copies.put(name, tensor.t().clone().t()));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put("classes", "3");
        Map<String, String> reversed = new LinkedHashMap<>();
        reversed.put("classes", "3");
        reversed.put("format", "pt");
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        Safetensors.write(one, tensors, metadata);
        Safetensors.write(two, copies, reversed);
        assertThat(two).hasSameBinaryContentAs(one);
        // 8 bytes of length, a header of a multiple of 8, then 16 bytes of each tensor.
        assertThat(Files.size(one) % 8).isZero();
        Safetensors.write(two, Map.of("b", tensors.get("b")), metadata);
        assertThat(Files.readAllBytes(two)).isNotEqualTo(Files.readAllBytes(one));
    }

    @Test
    void aStateDictOwnsItsTensors() throws IOException {
        Path file = folder.resolve("owned.safetensors");
        Safetensors.write(file, Map.of("x", Tensors.of(new float[] {1, 2}, 2)), Map.of());
        StateDict state;
        try (PointerScope inner = new PointerScope()) {
            state = Safetensors.read(file);
        }
        Tensor tensor = state.get("x");
        assertThat(Tensors.toFloats(tensor)).containsExactly(1, 2);
        assertThat(state.get("y")).isNull();
        assertThatThrownBy(() -> state.put("x", tensor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x");
        assertThatThrownBy(() -> state.asMap().clear()).isInstanceOf(UnsupportedOperationException.class);
        state.close();
        assertThat(tensor.isNull()).isTrue();
        assertThat(state.size()).isZero();
    }

    /** Numbers at odd places: behind one byte nothing lies at a multiple of its size. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void numbersAreReadWhereverTheyLie(boolean mapped) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("byte", Tensors.of(new double[] {5}, 1).to(TensorType.U8.scalarType()));
        tensors.put("double", Tensors.of(new double[] {1, -2, 3, -4, 5, -6}, 2, 3));
        tensors.put("scalar", Tensors.of(new double[] {0.1}, 1).squeeze());
        tensors.put("empty", Tensors.zeros(Precision.FLOAT32, 2, 0));
        tensors.put("float", Tensors.of(new float[] {7, 8}, 1, 2));
        Path file = folder.resolve("gewíchte \u00df.safetensors");
        Safetensors.write(file, tensors, Map.of());
        try (StateDict read = Safetensors.read(file, mapped)) {
            tensors.forEach((name, tensor) -> {
                assertThat(read.get(name).shape()).as(name).isEqualTo(tensor.shape());
                assertThat(read.get(name).equal(tensor)).as(name).isTrue();
            });
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theFileIsMappedUntilItsLastTensorIsClosed() throws IOException {
        Path file = folder.resolve("mapped.safetensors");
        Safetensors.write(file, Map.of("x", Tensors.of(new float[] {1, 2, 3, 4}, 4)), Map.of());
        StateDict read = Safetensors.read(file);
        Tensor part = read.get("x").narrow(0, 2, 2);
        read.close();
        assertThat(mapped(file)).isTrue();
        Files.delete(file);
        assertThat(Tensors.toFloats(part)).containsExactly(3, 4);
        part.close();
        assertThat(mapped(file)).isFalse();
    }

    private static boolean mapped(Path file) throws IOException {
        return Files.readString(Path.of("/proc/self/maps")).contains("/" + file.getFileName());
    }

    @Test
    void whatIsWrittenToATensorDoesNotReachTheFile() throws IOException {
        Path file = folder.resolve("kept.safetensors");
        Safetensors.write(file, Map.of("x", Tensors.of(new float[] {1, 2, 3}, 3)), Map.of());
        byte[] before = Files.readAllBytes(file);
        try (StateDict read = Safetensors.read(file)) {
            read.get("x").zero_();
            assertThat(Tensors.toFloats(read.get("x"))).containsExactly(0, 0, 0);
        }
        assertThat(file).hasBinaryContent(before);
    }
}
