package io.github.biwaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.golden.GoldenArrays;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResizerTest {
    private final Resizer resizer = new Resizer();

    static Set<String> sizes() {
        return GoldenArrays.ofResource("resized.safetensors").names();
    }

    /** Shrinking, stretching, one direction only, down to one pixel; grey and colour. */
    @ParameterizedTest
    @MethodSource("sizes")
    void agreesWithPillow(String name) {
        GoldenArrays golden = GoldenArrays.ofResource("resized.safetensors");
        long[] shape = golden.shape(name);
        PixelImage source =
                new ImageDecoder().decode(GoldenArrays.resource("pictures/colour.png"), "colour.png", false);
        Resampling resampling = Resampling.valueOf(name.substring(0, name.indexOf('-')));
        PixelImage resized =
                resizer.resize(source.withChannels((int) shape[2]), (int) shape[1], (int) shape[0], resampling);
        assertThat(resized.samples()).isEqualTo(golden.bytes(name));
    }

    @ParameterizedTest
    @EnumSource
    void aUniformPictureStaysUniform(Resampling resampling) {
        byte[] samples = new byte[40 * 30 * 3];
        Arrays.fill(samples, (byte) 201);
        PixelImage resized = resizer.resize(new PixelImage(40, 30, 3, samples), 17, 90, resampling);
        assertThat(resized.samples()).containsOnly((byte) 201);
    }

    @Test
    void theSameSizeIsTheSamePicture() {
        PixelImage image = noise(9, 5, 3);
        assertThat(resizer.resize(image, 9, 5, Resampling.BICUBIC)).isSameAs(image);
    }

    @ParameterizedTest
    @EnumSource
    void aRegionIsResizedAsIfItWereAlone(Resampling resampling) {
        PixelImage image = noise(50, 40, 3);
        CropBox box = new CropBox(7, 11, 22, 19, false);
        byte[] alone = new byte[22 * 19 * 3];
        for (int row = 0; row < 19; row++) {
            System.arraycopy(image.samples(), ((11 + row) * 50 + 7) * 3, alone, row * 22 * 3, 22 * 3);
        }
        byte[] expected = resizer.resize(new PixelImage(22, 19, 3, alone), 33, 8, resampling)
                .samples();
        byte[] region = new byte[33 * 8 * 3];
        resizer.resizeRegion(image.samples(), 50, 3, box, 33, 8, resampling, region);
        assertThat(region).isEqualTo(expected);

        byte[] mirrored = new byte[33 * 8 * 3];
        CropBox flipped = new CropBox(7, 11, 22, 19, true);
        resizer.resizeRegion(image.samples(), 50, 3, flipped, 33, 8, resampling, mirrored);
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 33; column++) {
                assertThat(mirrored[(row * 33 + column) * 3 + 1]).isEqualTo(expected[(row * 33 + 32 - column) * 3 + 1]);
            }
        }
    }

    @Test
    void oneResizerServesManySizesInTurn() {
        PixelImage image = noise(64, 64, 3);
        byte[] first = resizer.resize(image, 10, 50, Resampling.BICUBIC).samples();
        for (int size = 1; size < 700; size += 3) {
            resizer.resize(image, size, 5, Resampling.BILINEAR);
        }
        assertThat(resizer.resize(image, 10, 50, Resampling.BICUBIC).samples()).isEqualTo(first);
    }

    @Test
    void refusesBoxesOutsideAndExtremeShapes() {
        byte[] target = new byte[12];
        CropBox outside = new CropBox(45, 0, 6, 6, false);
        assertThatThrownBy(() -> resizer.resizeRegion(
                        noise(50, 40, 3).samples(), 50, 3, outside, 2, 2, Resampling.BILINEAR, target))
                .isInstanceOf(IllegalArgumentException.class);
        for (int length : new int[] {3_000_000, 20_000_000}) {
            PixelImage line = new PixelImage(1, length, 1, new byte[length]);
            assertThatThrownBy(() -> resizer.resize(line, 4096, 4, Resampling.BICUBIC))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("too long and narrow");
        }
    }

    private static PixelImage noise(int width, int height, int channels) {
        byte[] samples = new byte[width * height * channels];
        new Random(width * 31L + height).nextBytes(samples);
        return new PixelImage(width, height, channels, samples);
    }
}
