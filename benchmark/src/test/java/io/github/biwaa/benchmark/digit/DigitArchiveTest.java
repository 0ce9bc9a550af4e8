package io.github.biwaa.benchmark.digit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.recipe.BenchmarkData;
import io.github.biwaa.benchmark.recipe.BenchmarkLists;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.benchmark.recipe.Recipes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published files of digits, made here byte by byte after their specifications. */
class DigitArchiveTest {
    @TempDir
    private Path root;

    private record Read(int number, int digit, DigitPicture picture) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train-images-idx3-ubyte",
                "mnist/train-images-idx3-ubyte.gz",
                "MNIST/raw/train-images.idx3-ubyte"
            })
    void mnist(String file) throws IOException {
        byte[] pixels = new byte[3 * 4 * 2];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (10 * i);
        }
        write(
                file,
                ByteBuffer.allocate(16 + 24)
                        .putInt(0x803)
                        .putInt(3)
                        .putInt(2)
                        .putInt(4)
                        .put(pixels)
                        .array());
        write(
                file.replace("images", "labels").replace("idx3", "idx1"),
                ByteBuffer.allocate(11)
                        .putInt(0x801)
                        .putInt(3)
                        .put(new byte[] {7, 0, 9})
                        .array());
        List<Read> read = read(DigitArchive.MNIST);
        assertThat(read).extracting(Read::digit).containsExactly(7, 0, 9);
        assertThat(read.get(1).picture().width()).isEqualTo(4);
        assertThat(read.get(1).picture().height()).isEqualTo(2);
        assertThat(read.get(1).picture().rgb()[1]).isEqualTo(90 * 0x010101);
    }

    @Test
    void brokenMnistIsRefused() throws IOException {
        write("train-images-idx3-ubyte", new byte[] {0, 0, 8, 3, 0, 0, 0, 1});
        assertThatThrownBy(() -> read(DigitArchive.MNIST))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("expected train-labels-idx1-ubyte");
        write("train-labels-idx1-ubyte", new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 3});
        assertThatThrownBy(() -> read(DigitArchive.MNIST))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("Download it once more");
        write("train-labels-idx1-ubyte", "<html>404".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> read(DigitArchive.MNIST))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("no idx file");
    }

    @Test
    void uspsInBothTextForms() throws IOException {
        StringBuilder plain = new StringBuilder("6.0000 ");
        StringBuilder numbered = new StringBuilder("7 ");
        for (int i = 0; i < 256; i++) {
            double value = i == 17 ? 1 : i == 18 ? 0 : -1;
            plain.append(value).append(' ');
            if (value != 0) {
                numbered.append(i + 1).append(':').append(value).append(' ');
            }
        }
        write("zip.train.gz", (plain + "\n").getBytes(StandardCharsets.US_ASCII));
        List<Read> first = read(DigitArchive.USPS);
        Files.delete(root.resolve("zip.train.gz"));
        write("usps/usps", (numbered + "\n").getBytes(StandardCharsets.US_ASCII));
        List<Read> second = read(DigitArchive.USPS);
        for (List<Read> read : List.of(first, second)) {
            assertThat(read).singleElement().extracting(Read::digit).isEqualTo(6);
            assertThat(read.get(0).picture().rgb()[16]).isZero();
            assertThat(read.get(0).picture().rgb()[17]).isEqualTo(0xffffff);
            assertThat(read.get(0).picture().rgb()[18]).isEqualTo(0x808080);
        }
        write("usps/usps", "12 1:0\n".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> read(DigitArchive.USPS)).hasMessageContaining("line 1 begins with 12");
        write("usps/usps", "1 300:0\n".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> read(DigitArchive.USPS)).hasMessageContaining("line 1 is not of the form");
        write("usps/usps", "1 2 3\n".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> read(DigitArchive.USPS)).hasMessageContaining("line 1 has 3 words");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void svhn(boolean packed) throws IOException {
        byte[] x = new byte[32 * 32 * 3 * 2];
        // X(row 2, column 5, green, picture 1), from 0, the first axis fastest.
        x[2 + 32 * (5 + 32 * (1 + 3 * 1))] = (byte) 200;
        write(
                "svhn/train_32x32.mat",
                matlab(packed, array("X", x, 32, 32, 3, 2), array("y", new byte[] {10, 4}, 2, 1)));
        List<Read> read = read(DigitArchive.SVHN);
        assertThat(read).extracting(Read::digit).containsExactly(0, 4);
        assertThat(read.get(1).picture().rgb()[2 * 32 + 5]).isEqualTo(200 << 8);
        assertThat(read.get(0).picture().rgb()).containsOnly(0);
        byte[] whole = Files.readAllBytes(root.resolve("svhn/train_32x32.mat"));
        for (int length : new int[] {0, 100, 130, 200, whole.length - 20}) {
            write("svhn/train_32x32.mat", java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> read(DigitArchive.SVHN)).isInstanceOf(BiwaaException.class);
        }
        write("svhn/train_32x32.mat", matlab(packed, array("X", x, 32, 32, 3, 2)));
        assertThatThrownBy(() -> read(DigitArchive.SVHN)).hasMessageContaining("no variable y");
    }

    @Test
    void archivesBecomePicturesOnce() throws IOException {
        byte[] pixels = new byte[20 * 4];
        byte[] labels = new byte[20];
        for (int i = 0; i < 20; i++) {
            labels[i] = (byte) (i % 10);
            pixels[4 * i] = (byte) (i + 100);
        }
        write(
                "train-images-idx3-ubyte",
                ByteBuffer.allocate(96)
                        .putInt(0x803)
                        .putInt(20)
                        .putInt(2)
                        .putInt(2)
                        .put(pixels)
                        .array());
        write(
                "train-labels-idx1-ubyte",
                ByteBuffer.allocate(28).putInt(0x801).putInt(20).put(labels).array());
        Recipe recipe = Recipes.named("digits");
        BenchmarkData data = new BenchmarkData(recipe, root);
        assertThat(data.find(recipe.domain("mnist")).counts()).containsOnly(2);
        Path out = root.resolve("out");
        BenchmarkLists.Written written =
                new BenchmarkLists(recipe, out).write(data, recipe.domain("mnist"), Optional.empty(), false);
        assertThat(Files.readAllLines(written.list()))
                .hasSize(20)
                .startsWith("mnist/0/00000.png 0", "mnist/0/00010.png 0", "mnist/1/00001.png 1");
        Path picture = written.root().resolve("mnist/3/00013.png");
        BufferedImage image = ImageIO.read(picture.toFile());
        assertThat(image.getRaster().getSample(0, 0, 0)).isEqualTo(113);
        Files.delete(picture);
        new BenchmarkLists(recipe, out).write(data, recipe.domain("mnist"), Optional.empty(), false);
        assertThat(Files.exists(picture)).isFalse();
    }

    private List<Read> read(DigitArchive archive) {
        Optional<DigitReader> reader = archive.find(root);
        List<Read> all = new ArrayList<>();
        reader.orElseThrow().pictures((number, digit, picture) -> all.add(new Read(number, digit, picture)));
        assertThat(reader.get().labels())
                .containsExactly(all.stream().mapToInt(Read::digit).toArray());
        return all;
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream stream = name.endsWith(".gz")
                ? new GZIPOutputStream(Files.newOutputStream(file))
                : Files.newOutputStream(file)) {
            stream.write(content);
        }
    }

    private static byte[] matlab(boolean packed, byte[]... arrays) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        header.put("MATLAB 5.0 MAT-file".getBytes(StandardCharsets.US_ASCII));
        header.putShort(124, (short) 0x0100).put(126, (byte) 'I').put(127, (byte) 'M');
        file.write(header.array());
        for (byte[] array : arrays) {
            byte[] body = array;
            if (packed) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
                    deflater.write(array);
                }
                body = ByteBuffer.allocate(8 + bytes.size())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(15)
                        .putInt(bytes.size())
                        .put(bytes.toByteArray())
                        .array();
            }
            file.write(body);
        }
        return file.toByteArray();
    }

    /** An array of bytes as an element: flags, sizes, name (small form), values. */
    private static byte[] array(String name, byte[] values, int... sizes) {
        int padded = (values.length + 7) / 8 * 8;
        int sizeBytes = (4 * sizes.length + 7) / 8 * 8;
        int length = 16 + 8 + sizeBytes + 8 + 8 + padded;
        ByteBuffer buffer = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(14).putInt(length);
        buffer.putInt(6).putInt(8).putInt(9).putInt(0);
        buffer.putInt(5).putInt(4 * sizes.length);
        int start = buffer.position();
        for (int size : sizes) {
            buffer.putInt(size);
        }
        buffer.position(start + sizeBytes);
        buffer.putInt(name.length() << 16 | 1).put((byte) name.charAt(0)).put(new byte[3]);
        buffer.putInt(2).putInt(values.length).put(values);
        return buffer.array();
    }
}
