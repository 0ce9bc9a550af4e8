package io.github.biwaa.torch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files from anywhere: every lie is answered with the file's name, and nothing is allocated that the file does not hold. */
class HostileSafetensorsTest {
    /** More than any header here, less than any lie. */
    private static final long LITTLE = 8 << 20;

    @TempDir
    Path folder;

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("a shape beyond the data", tensor("a", "F32", "[1000000,1000]", "[0,4]"), 4, "needs"),
                lie("a range beyond the file", tensor("a", "F32", "[250000000]", "[0,1000000000]"), 4, "cut off"),
                lie("a shape that overflows", tensor("a", "F64", "[4294967296,4294967296]", "[0,0]"), 0, "too large"),
                lie(
                        "a shape that overflows to zero",
                        tensor("a", "F32", "[4611686018427387904,4]", "[0,0]"),
                        0,
                        "too large"),
                lie(
                        "an overflow hidden by a zero",
                        tensor("a", "I64", "[9223372036854775807,2,0]", "[0,0]"),
                        0,
                        "too large"),
                lie("a size beyond 64 bits", tensor("a", "F32", "[18446744073709551617]", "[0,4]"), 4, "whole number"),
                lie("a negative size", tensor("a", "F32", "[-1]", "[0,4]"), 4, "whole number"),
                lie("a fractional size", tensor("a", "F32", "[1.5]", "[0,4]"), 4, "whole number"),
                lie("a size that is text", tensor("a", "F32", "[\"1\"]", "[0,4]"), 4, "whole number"),
                lie("a range that runs backwards", tensor("a", "F32", "[1]", "[4,0]"), 4, "range"),
                lie("one offset", tensor("a", "F32", "[1]", "[0]"), 4, "data_offsets"),
                lie("a shape that is no list", tensor("a", "F32", "4", "[0,4]"), 4, "shape"),
                lie("no fields at all", "{\"a\":7}", 4, "dtype"),
                lie(
                        "a thousand dimensions",
                        tensor("a", "U8", "[1" + ",1".repeat(999) + "]", "[0,1]"),
                        1,
                        "dimensions"),
                lie("an unknown type", tensor("a", "F128", "[1]", "[0,16]"), 16, "F128"),
                lie("a type in lower case", tensor("a", "f32", "[1]", "[0,4]"), 4, "f32"),
                lie("data that no tensor claims", tensor("a", "F32", "[1]", "[0,4]"), 12, "12"),
                lie("a gap before the first tensor", tensor("a", "F32", "[1]", "[4,8]"), 8, "gap"),
                lie("a gap between tensors", pair("[0,4]", "[8,12]"), 12, "gap"),
                lie("ranges that overlap", pair("[0,4]", "[2,6]"), 6, "overlap"),
                lie("two tensors in one place", pair("[0,4]", "[0,4]"), 4, "overlap"),
                lie(
                        "a name twice",
                        "{" + field("a", "F32", "[1]", "[0,4]") + "," + field("a", "F32", "[1]", "[4,8]") + "}",
                        8,
                        "a"),
                lie(
                        "a key twice",
                        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                        4,
                        "dtype"),
                lie("a list", "[1,2]", 0, "object"),
                lie("nothing but spaces", "        ", 0, "object"),
                lie("text after the object", "{} {\"a\":1}", 0, "JSON"),
                lie("an object that does not end", "{\"a\":{", 0, "JSON"),
                lie("no JSON", "\u0000\u0001pickle", 0, "JSON"),
                lie("a hundred thousand nested lists", "[".repeat(100_000), 0, "JSON"),
                lie("nested objects", "{\"a\":".repeat(50_000), 0, "JSON"),
                lie(
                        "a number of a hundred thousand digits",
                        tensor("a", "F32", "[" + "9".repeat(100_000) + "]", "[0,4]"),
                        4,
                        ""));
    }

    private static Arguments lie(String what, String header, int dataBytes, String told) {
        return Arguments.of(what, header, dataBytes, told);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void liesInTheHeaderAreRefused(String what, String header, int dataBytes, String told) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        assertRefused(write(text.length, text, dataBytes), told);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                3,
                60,
                1_000_000,
                99_999_999,
                100_000_001,
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                -1,
                Long.MIN_VALUE
            })
    void aLyingHeaderLengthIsRefused(long length) throws IOException {
        byte[] text = tensor("a", "F32", "[1]", "[0,4]").getBytes(StandardCharsets.UTF_8);
        assertThat(text.length).isNotEqualTo((int) length);
        assertRefused(write(length, text, 4), "header");
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(whole, Map.of("a", Tensors.of(new float[] {1, 2, 3}, 3)), Map.of("k", "v"));
        }
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(bytes, length)), "");
        }
    }

    /** Random damage is either refused in words or, where it hits numbers, names or free text, read as tensors. */
    @Test
    void randomDamageNeverEndsInAnotherError() throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(whole, Map.of("a.weight", Tensors.of(new float[] {1, 2, 3, 4}, 2, 2)), Map.of());
        }
        byte[] bytes = Files.readAllBytes(whole);
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < 1500; i++) {
            byte[] damaged = bytes.clone();
            for (int hit = 0; hit <= i % 3; hit++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("damaged.safetensors"), damaged);
            try (StateDict read = Safetensors.read(file)) {
                assertThat(read.size()).isLessThanOrEqualTo(1);
            } catch (BiwaaException expected) {
                assertThat(expected).hasMessageContaining(file.toString());
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void whatIsNoFileIsRefused() {
        assertRefused(folder.resolve("missing.safetensors"), "no weight file");
        assertRefused(folder, "");
    }

    /** The file is sparse: it takes no room on the disk. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aTensorOfMoreThanTwoGigabytesIsRead() throws IOException {
        long size = 1L << 31;
        byte[] text = tensor("a", "U8", "[" + size + "]", "[0," + size + "]").getBytes(StandardCharsets.UTF_8);
        Path file = write(text.length, text, 0);
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(8 + text.length + size);
        }
        try (StateDict read = Safetensors.read(file)) {
            assertThat(read.get("a").numel()).isEqualTo(size);
        }
    }

    private void assertRefused(Path file, String told) {
        Runtime runtime = Runtime.getRuntime();
        long heapBefore = runtime.totalMemory() - runtime.freeMemory();
        assertThatThrownBy(() -> Safetensors.read(file).close())
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(told);
        assertThat(runtime.totalMemory() - runtime.freeMemory() - heapBefore)
                .as("bytes of heap")
                .isLessThan(LITTLE);
    }

    private Path write(long length, byte[] header, int dataBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length).put(header);
        return Files.write(folder.resolve("hostile.safetensors"), bytes.array());
    }

    private static String tensor(String name, String type, String shape, String offsets) {
        return "{" + field(name, type, shape, offsets) + "}";
    }

    private static String pair(String first, String second) {
        return "{" + field("a", "F32", "[1]", first) + "," + field("b", "F32", "[1]", second) + "}";
    }

    private static String field(String name, String type, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
    }
}
