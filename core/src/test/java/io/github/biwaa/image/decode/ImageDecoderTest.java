package io.github.biwaa.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.golden.GoldenArrays;
import io.github.biwaa.image.TestPictures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small pictures of every kind, against what Pillow makes of them (resources golden/pictures; make_pictures.py there tells how). */
class ImageDecoderTest {
    /** Lossy WebP: TwelveMonkeys does not interpolate between the coarser colour samples as libwebp does. */
    private static final Set<String> NEARLY =
            Set.of("lossy.webp", "flat0-lossy.webp", "flat128-lossy.webp", "flat255-lossy.webp");

    private static final int SMALL_DIFFERENCE = 2;

    private final ImageDecoder decoder = new ImageDecoder();

    static Set<String> pictures() {
        return GoldenArrays.ofResource("pictures.safetensors").names();
    }

    static Set<String> furtherPictures() {
        return GoldenArrays.ofResource("pictures-more.safetensors").names();
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void agreesWithPillow(String name) {
        assertAgrees(name, bytes(name), GoldenArrays.ofResource("pictures.safetensors"));
    }

    /** TIFF, ICO, and WebP whose alpha is the same everywhere. */
    @ParameterizedTest
    @MethodSource("furtherPictures")
    void furtherKindsAgreeWithPillow(String name) {
        assertAgrees(
                name,
                GoldenArrays.resource("pictures-more/" + name),
                GoldenArrays.ofResource("pictures-more.safetensors"));
    }

    private void assertAgrees(String name, byte[] file, GoldenArrays golden) {
        PixelImage image = decoder.decode(file, name, true);
        assertThat(new long[] {image.height(), image.width(), image.channels()}).isEqualTo(golden.shape(name));
        byte[] expected = golden.bytes(name);
        if (NEARLY.contains(name)) {
            int largest = 0;
            for (int at = 0; at < expected.length; at++) {
                largest = Math.max(largest, Math.abs((image.samples()[at] & 0xFF) - (expected[at] & 0xFF)));
            }
            assertThat(largest).isLessThanOrEqualTo(SMALL_DIFFERENCE);
        } else {
            assertThat(image.samples()).isEqualTo(expected);
        }
    }

    /** A real cut-out: lossy, with a chunk of alpha that TwelveMonkeys could not read. */
    @Test
    void aCutOutIsRead() {
        PixelImage image = decoder.decode(GoldenArrays.resource("odd-pictures/cutout.webp"), "cutout.webp", true);
        assertThat(new int[] {image.width(), image.height()}).containsExactly(1070, 423);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftypheic", "ftypheix", "ftypmif1", "ftypavif", "ftypavis"})
    void photosOfPhonesAreNamedWithTheCommandThatConvertsThem(String type) {
        byte[] file = ("\0\0\0\30" + type + "\0\0\0\0").getBytes(StandardCharsets.ISO_8859_1);
        String kind = type.contains("avi") ? "AVIF" : "HEIC";
        assertThatThrownBy(() -> decoder.decode(file, "photo.jpg", true))
                .hasMessageContaining("photo.jpg: this is a picture in the format " + kind)
                .hasMessageContaining("magick mogrify -format jpg *." + kind.toLowerCase(Locale.ROOT));
    }

    @Test
    void anEmptyColourMaskIsNamed() {
        assertThatThrownBy(
                        () -> decoder.decode(GoldenArrays.resource("odd-pictures/zero_blue_mask.bmp"), "x.bmp", true))
                .hasMessageContaining("gives no bits to blue");
    }

    /** Measurements, such as depth in floating point, are no colours. */
    @Test
    void tiffOfThirtyTwoBitsIsRefused() {
        byte[] file = GoldenArrays.resource("pictures-more/grey.tif");
        int tag = indexOf(file, new byte[] {2, 1, 3, 0});
        file[tag + 8] = 32;
        assertThatThrownBy(() -> decoder.decode(file, "depth.tif", true)).hasMessageContaining("32 bits per channel");
    }

    private static int indexOf(byte[] file, byte[] wanted) {
        for (int at = 0; ; at++) {
            if (Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
    }

    @Test
    void orientationIsLeftAloneOnRequest() {
        PixelImage upright = decoder.decode(bytes("turned-o6.jpg"), "picture", true);
        PixelImage stored = decoder.decode(bytes("turned-o6.jpg"), "picture", false);
        assertThat(upright.width()).isEqualTo(13);
        assertThat(stored.width()).isEqualTo(20);
        assertThat(stored.samples())
                .isEqualTo(decoder.decode(bytes("colour.jpg"), "picture", true).samples());
    }

    @Test
    void theNameDoesNotDecide(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("picture.jpg"), bytes("colour.png"));
        byte[] expected =
                decoder.decode(bytes("colour.png"), "colour.png", true).samples();
        assertThat(decoder.decode(file, true).samples()).isEqualTo(expected);
        try (var stream = new ByteArrayInputStream(bytes("colour.png"))) {
            assertThat(decoder.decode(stream, "stream", true).samples()).isEqualTo(expected);
        }
    }

    @Test
    void greyKeepsItsValuesAndColourBecomesPillowsGrey(@TempDir Path folder) throws IOException {
        Path grey = Files.write(folder.resolve("grey.png"), bytes("grey.png"));
        Path colour = Files.write(folder.resolve("colour.png"), bytes("colour.png"));
        PixelImage ofGrey = decoder.decode(grey, true, 1);
        assertThat(ofGrey.channels()).isEqualTo(1);
        // grey.png was made of colour.png by Pillow's convert('L').
        assertThat(decoder.decode(colour, true, 1).samples()).isEqualTo(ofGrey.samples());
        assertThat(ofGrey.toRgb().toGrey().samples()).isEqualTo(ofGrey.samples());
    }

    @Test
    void sixteenBitGreyKeepsItsHighByte() {
        byte[] png = TestPictures.png(2, 1, 16, 0, new byte[] {0x12, (byte) 0xFF, (byte) 0xFE, 0x00});
        assertThat(decoder.decode(png, "grey16.png", true).samples())
                .containsExactly(0x12, 0x12, 0x12, 0xFE, 0xFE, 0xFE);
    }

    @Test
    void manyThreadsMayShareOne() {
        byte[] expected =
                decoder.decode(bytes("colour.jpg"), "colour.jpg", true).samples();
        byte[] file = bytes("colour.jpg");
        assertThat(java.util.stream.IntStream.range(0, 64).parallel().mapToObj(attempt -> decoder.decode(
                                file, "colour.jpg", true)
                        .samples()))
                .allSatisfy(samples -> assertThat(samples).isEqualTo(expected));
    }

    @Test
    void theContentOfADamagedPaletteIsRefusedWithItsName() {
        // Bit depth 8, palette of one colour, pixels that point beyond it; and no palette at all.
        assertThatThrownBy(() -> decoder.decode(TestPictures.png(2, 1, 8, 3, new byte[] {0, 1}), "here.png", true))
                .isInstanceOf(io.github.biwaa.BiwaaException.class)
                .hasMessageStartingWith("here.png: ");
    }

    static byte[] bytes(String name) {
        return GoldenArrays.resource("pictures/" + name);
    }
}
