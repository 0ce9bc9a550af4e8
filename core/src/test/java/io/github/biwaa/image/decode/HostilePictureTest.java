package io.github.biwaa.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.image.TestPictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are broken, lie, or are no pictures: always one clear error that names the file, never a wrong picture or a full memory. */
class HostilePictureTest {
    private final ImageDecoder decoder = new ImageDecoder();

    @Test
    void emptyMissingFolderAndText(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.jpg"));
        Path text = Files.writeString(folder.resolve("text.jpg"), "this is a shopping list");
        Path missing = folder.resolve("missing.jpg");
        assertRefused(empty, "the file is empty");
        assertRefused(text, "not a picture");
        assertRefused(missing, "the file is missing");
        assertRefused(folder, "folder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "colour.jpg",
                "progressive.jpg",
                "cmyk.jpg",
                "grey.jpg",
                "colour.png",
                "palette.png",
                "animated.gif",
                "colour.bmp",
                "lossless.webp",
                "lossy.webp"
            })
    void everyTruncationIsNoticed(String name) {
        byte[] whole = ImageDecoderTest.bytes(name);
        // The last 12 bytes may be an end mark that nothing depends on.
        int lastPart = name.endsWith("gif") ? whole.length * 2 / 5 : whole.length - 14;
        for (int length = 1; length < lastPart; length += Math.max(1, lastPart / 60)) {
            byte[] part = Arrays.copyOf(whole, length);
            int cut = length;
            assertThatThrownBy(() -> decoder.decode(part, name, true))
                    .as("%s cut after %d of %d bytes", name, cut, whole.length)
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageStartingWith(name + ": ");
        }
    }

    @Test
    void aTruncatedPictureIsCalledSo() {
        byte[] jpeg = ImageDecoderTest.bytes("colour.jpg");
        assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(jpeg, jpeg.length * 3 / 4), "half.jpg", true))
                .hasMessageContaining("truncated");
    }

    @ParameterizedTest
    @CsvSource({"100000, 100000", "2147483647, 2147483647", "178956971, 1", "1, 178956971", "-1, 5", "0, 5"})
    void giantAndSenselessHeadersAreRefusedBeforeAllocating(int width, int height) {
        assertThatThrownBy(() -> decoder.decode(TestPictures.png(width, height, 8, 2, new byte[9]), "bomb.png", true))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("the header announces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"colour.bmp", "animated.gif", "lossless.webp"})
    void theLimitHoldsForEveryFormat(String name) {
        byte[] file = ImageDecoderTest.bytes(name);
        assertThat(new ImageDecoder(20 * 13).decode(file, name, true).width()).isEqualTo(20);
        assertThatThrownBy(() -> new ImageDecoder(20 * 13 - 1).decode(file, name, true))
                .hasMessageContaining("20 x 13 pixels, more than the limit of 259");
    }

    /** A file in its own rows: 20,000 x 20,000 pixels take no more memory than a picture at the limit. */
    @ParameterizedTest
    @CsvSource({"60, 1", "59, 2", "15, 2", "14, 3", "7, 4", "4, 5"})
    void ofLargePngPicturesEveryNthPixelIsRead(int limit, int step) {
        int width = 10;
        int height = 6;
        byte[] rows = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                rows[3 * (y * width + x)] = (byte) (10 * y + x);
            }
        }
        PixelImage read =
                new ImageDecoder(limit).decode(TestPictures.png(width, height, 8, 2, rows), "large.png", true);
        assertThat(read.width()).isEqualTo((width + step - 1) / step);
        assertThat(read.height()).isEqualTo((height + step - 1) / step);
        for (int y = 0; y < read.height(); y++) {
            for (int x = 0; x < read.width(); x++) {
                assertThat(read.samples()[3 * (y * read.width() + x)]).isEqualTo((byte) (10 * y * step + x * step));
            }
        }
    }

    @Test
    void ofLargeJpegPicturesEveryNthPixelIsReadUnlessTheyAreProgressive() {
        byte[] file = ImageDecoderTest.bytes("colour.jpg");
        PixelImage whole = decoder.decode(file, "colour.jpg", false);
        PixelImage half = new ImageDecoder(20 * 13 - 1).decode(file, "colour.jpg", false);
        assertThat(half.width()).isEqualTo(10);
        assertThat(half.height()).isEqualTo(7);
        for (int y = 0; y < half.height(); y++) {
            for (int x = 0; x < half.width(); x++) {
                assertThat(half.samples()[3 * (y * 10 + x)]).isEqualTo(whole.samples()[3 * (2 * y * 20 + 2 * x)]);
            }
        }
        assertThatThrownBy(() -> new ImageDecoder(3).decode(file, "colour.jpg", false))
                .hasMessageContaining("20 x 13 pixels, more than the limit of 3");
    }

    @Test
    void fewerPixelsThanPromisedAreNoticed() {
        assertThatThrownBy(() -> decoder.decode(TestPictures.png(50, 50, 8, 2, new byte[150 * 20]), "short.png", true))
                .isInstanceOf(BiwaaException.class)
                .hasMessageStartingWith("short.png: ");
    }

    /** Random damage must give a picture of the right kind or the one exception, whatever the readers throw. */
    @ParameterizedTest
    @MethodSource("io.github.biwaa.image.decode.ImageDecoderTest#pictures")
    void randomDamageNeverEscapes(String name) {
        byte[] whole = ImageDecoderTest.bytes(name);
        Random random = new Random(name.hashCode());
        for (int attempt = 0; attempt < 30; attempt++) {
            byte[] damaged = whole.clone();
            for (int change = 0; change <= attempt % 5; change++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(new ImageDecoder(1_000_000)
                                .decode(damaged, name, true)
                                .channels())
                        .isEqualTo(3);
            } catch (BiwaaException expected) {
                assertThat(expected).hasMessageStartingWith(name + ": ");
            } catch (RuntimeException | Error escaped) {
                fail(name + ", attempt " + attempt, escaped);
            }
        }
    }

    @Test
    void signaturesAloneAreRefused() {
        for (String start :
                new String[] {"\u00FF\u00D8\u00FF", "\u0089PNG\r\n\u001A\n", "GIF89a", "RIFF\4\0\0\0WEBP", "BM"}) {
            byte[] bytes = start.getBytes(StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> decoder.decode(bytes, "start", true)).isInstanceOf(BiwaaException.class);
        }
    }

    private void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> decoder.decode(file, true))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }
}
