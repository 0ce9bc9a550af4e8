package io.github.biwaa.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.biwaa.BiwaaException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that NumPy wrote, files of our own, and files that lie. */
class NumpyFilesTest {
    @TempDir
    private Path folder;

    private static StoredArray only(Path file) {
        assertThat(ArrayFiles.list(file).arrays()).hasSize(1);
        return ArrayFiles.list(file).arrays().get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f2", "f4", "f8", "big-f4"})
    void floatsOfAnyWidth(String code) {
        StoredArray array = only(StoredFiles.file("features-" + code + ".npy"));
        assertThat(array.shape()).containsExactly(6, 3);
        assertThat(array.firstAxisFastest()).isFalse();
        assertThat(StoredFiles.values(array)).containsExactly(StoredFiles.features());
    }

    @Test
    void fortranOrderIsTold() {
        StoredArray array = only(StoredFiles.file("features-fortran.npy"));
        assertThat(array.shape()).containsExactly(6, 3);
        assertThat(array.firstAxisFastest()).isTrue();
        assertThat(StoredFiles.values(array)).startsWith(-2.5, 7.5, 17.5, 27.5, 37.5, 47.5, -1.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f8"})
    void wholeNumbersOfAnyWidth(String code) {
        assertThat(StoredFiles.values(only(StoredFiles.file("labels-" + code + ".npy"))))
                .containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    void truthValues() {
        assertThat(StoredFiles.values(only(StoredFiles.file("labels-bool.npy"))))
                .containsExactly(0, 1, 1, 0, 1, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0001, 5.9604644775390625e-8",
        "0x03ff, 6.0975551605224609375e-5",
        "0x0400, 6.103515625e-5",
        "0x3c00, 1",
        "0xc000, -2",
        "0x7bff, 65504",
        "0x7c00, Infinity",
        "0xfc00, -Infinity",
        "0x7e00, NaN",
        "0x3555, 0.333251953125"
    })
    void halves(String bits, double value) {
        byte[] bytes = {(byte) Integer.decode(bits).intValue(), (byte) (Integer.decode(bits) >> 8)};
        assertThat(NumberType.FLOAT16.value(MatlabFile.littleEndian(bytes), 0)).isEqualTo(Double.valueOf(value));
    }

    @Test
    void wholeNumbersAtTheEndsOfTheirRanges() {
        byte[] ones = new byte[8];
        Arrays.fill(ones, (byte) -1);
        assertThat(NumberType.UINT64.value(MatlabFile.littleEndian(ones), 0)).isEqualTo(0x1p64);
        assertThat(NumberType.UINT32.value(MatlabFile.littleEndian(ones), 0)).isEqualTo(4294967295.0);
        assertThat(NumberType.UINT16.value(MatlabFile.littleEndian(ones), 0)).isEqualTo(65535);
        assertThat(NumberType.INT64.value(MatlabFile.littleEndian(ones), 0)).isEqualTo(-1);
        assertThat(NumberType.INT8.value(MatlabFile.littleEndian(ones), 0)).isEqualTo(-1);
    }

    @Test
    void anNpzHasItsArraysByName() {
        ArrayFiles.Content content = ArrayFiles.list(StoredFiles.file("plain.npz"));
        assertThat(content.described()).isEqualTo("other [6], X [6, 3], y [6]");
        assertThat(StoredFiles.values(content.arrays().get(1))).containsExactly(StoredFiles.features());
        assertThat(StoredFiles.values(content.arrays().get(2))).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void pythonObjectsInAnNpzAreNamedAndLeftAlone() {
        ArrayFiles.Content content = ArrayFiles.list(StoredFiles.file("packed.npz"));
        assertThat(StoredFiles.values(content.arrays().get(0))).containsExactly(StoredFiles.features());
        assertThat(content.described()).startsWith("features [6, 3], names (it holds Python objects (pickle)");
    }

    @ParameterizedTest
    @CsvSource({"labels-object.npy, Python objects (pickle)", "labels-text.npy, texts (<U4)"})
    void anythingButNumbersIsRefused(String name, String what) {
        assertThatThrownBy(() -> ArrayFiles.list(StoredFiles.file(name)))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(what);
    }

    private static byte[] npy(String header, int dataBytes) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        byte[] file = new byte[10 + text.length + dataBytes];
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0};
        System.arraycopy(start, 0, file, 0, 10);
        System.arraycopy(text, 0, file, 10, text.length);
        return file;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4294967296), }",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }",
                "__import__('os').system('true')",
                ""
            })
    void headersThatLieAreRefused(String header) throws IOException {
        Path file = Files.write(folder.resolve("x.npy"), npy(header, 8));
        assertThatThrownBy(() -> ArrayFiles.list(file))
                .isInstanceOf(BiwaaException.class)
                .hasMessageStartingWith("cannot read " + file);
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        for (String name : new String[] {"features-f4.npy", "plain.npz", "packed.npz"}) {
            byte[] whole = Files.readAllBytes(StoredFiles.file(name));
            for (int length = 0; length < whole.length; length += 7) {
                Path file = Files.write(folder.resolve(name), Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> ArrayFiles.list(file).arrays().forEach(StoredFiles::values))
                        .as("%s cut to %d bytes", name, length)
                        .isInstanceOf(BiwaaException.class);
            }
        }
        assertThatThrownBy(() -> ArrayFiles.list(folder.resolve("none.npy"))).hasMessageContaining("there is no file");
        assertThatThrownBy(() -> ArrayFiles.list(folder.resolve("none.npz"))).hasMessageContaining("there is no file");
    }

    /** A header of a few bytes must not make anybody reserve a terabyte. */
    @Test
    void anEntryThatCannotBeAsLargeAsItSaysIsLeftOut() throws IOException {
        Path file = folder.resolve("bomb.npz");
        try (OutputStream stream = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(stream)) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000), }", 64));
        }
        ArrayFiles.Content content = ArrayFiles.list(file);
        assertThat(content.arrays()).isEmpty();
        assertThat(content.described()).contains("cannot hold the 4000000000000 that are claimed");
    }

    @Test
    void aFileThatChangesIsNotReadAsItWas() throws IOException {
        Path file = folder.resolve("x.npy");
        Files.copy(StoredFiles.file("features-f4.npy"), file);
        StoredArray array = only(file);
        Files.write(file, Files.readAllBytes(StoredFiles.file("features-f8.npy")));
        assertThatThrownBy(() -> StoredFiles.values(array)).hasMessageContaining("changed while it was read");
    }

    @Test
    void writtenHeadersAreNumpys() throws IOException {
        byte[] numpys = Files.readAllBytes(StoredFiles.file("features-f4.npy"));
        assertThat(NpyHeader.bytes(NumberType.FLOAT32, 6, 3)).isEqualTo(Arrays.copyOf(numpys, 128));
        NpyHeader read = NpyHeader.read(new ByteArrayInputStream(NpyHeader.bytes(NumberType.INT64, 123456789, 1, 2)));
        assertThat(read.shape()).containsExactly(123456789, 1, 2);
        assertThat(read.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(read.length() % 64).isZero();
        assertThat(NpyHeader.bytes(NumberType.UINT8)).hasSize(128);
    }

    @Test
    void writtenFeaturesAreReadAgain() throws IOException {
        float[][] rows = {{1.5f, -2}, {Float.MIN_VALUE, 3e38f}, {0.1f, 1 / 3f}};
        double[] values = {1.5f, -2, Float.MIN_VALUE, 3e38f, 0.1f, 1 / 3f};
        Path npy = folder.resolve("x.npy");
        Path npz = folder.resolve("x.npz");
        try (FeatureWriter first = new NpyFeatureWriter(npy, 3, 2);
                FeatureWriter second = new NpzFeatureWriter(npz, 3, 2, Optional.of(new int[] {2, 0, 1}))) {
            for (float[] row : rows) {
                first.add(row);
                second.add(row);
            }
        }
        assertThat(StoredFiles.values(only(npy))).containsExactly(values);
        ArrayFiles.Content content = ArrayFiles.list(npz);
        assertThat(content.described()).isEqualTo("features [3, 2], labels [3]");
        assertThat(StoredFiles.values(content.arrays().get(0))).containsExactly(values);
        assertThat(StoredFiles.values(content.arrays().get(1))).containsExactly(2, 0, 1);
    }

    /** A header without its end is searched once, not once for each of its spaces. */
    @Test
    @Tag("machine")
    void aHeaderOfSpacesIsRefusedAtOnce() {
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)" + " ".repeat(65_000);
        byte[] header = new byte[10 + text.length()];
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length(), (byte) (text.length() >> 8)};
        System.arraycopy(start, 0, header, 0, start.length);
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, header, start.length, text.length());
        assertTimeout(
                Duration.ofSeconds(5), () -> assertThatThrownBy(() -> NpyHeader.read(new ByteArrayInputStream(header)))
                        .isInstanceOf(BrokenFileException.class));
    }
}
