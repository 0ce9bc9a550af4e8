package io.github.biwaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.golden.GoldenArrays;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
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

    /** Both directions, all ways to weigh: one pixel, pairs, a few more, many; whole pictures of 0 and 255 among them. */
    @ParameterizedTest
    @EnumSource
    void agreesWithTheFormula(Resampling resampling) {
        int[] sizes = {1, 2, 3, 4, 7, 20, 31, 33, 50, 64};
        int[] wanted = {1, 2, 3, 5, 19, 32, 50, 65, 90};
        for (int channels : new int[] {1, 3}) {
            for (int size : sizes) {
                for (int out : wanted) {
                    PixelImage image = contrasts(size, channels);
                    byte[] across = resampled(image.samples(), size, size, channels, out, resampling);
                    assertThat(resizer.resize(image, out, size, resampling).samples())
                            .as("%d channels, width %d to %d", channels, size, out)
                            .isEqualTo(across);
                    byte[] down = turned(
                            resampled(
                                    turned(image.samples(), size, size, channels),
                                    size,
                                    size,
                                    channels,
                                    out,
                                    resampling),
                            size,
                            out,
                            channels);
                    assertThat(resizer.resize(image, size, out, resampling).samples())
                            .as("%d channels, height %d to %d", channels, size, out)
                            .isEqualTo(down);
                }
            }
        }
    }

    /** Golden README A6: each pixel the weighted mean of those within the widened kernel, in fixed point. */
    private static byte[] resampled(
            byte[] samples, int height, int width, int channels, int out, Resampling resampling) {
        if (width == out) {
            return samples;
        }
        byte[] result = new byte[height * out * channels];
        double scale = (double) width / out;
        double widening = Math.max(1, scale);
        for (int column = 0; column < out; column++) {
            double centre = (column + 0.5) * scale;
            int low = (int) Math.max(0, Math.floor(centre - resampling.support() * widening + 0.5));
            int high = (int) Math.min(width, Math.floor(centre + resampling.support() * widening + 0.5));
            double sum = 0;
            for (int x = low; x < high; x++) {
                sum += resampling.weight((x - centre + 0.5) * (1 / widening));
            }
            for (int row = 0; row < height; row++) {
                for (int channel = 0; channel < channels; channel++) {
                    long value = 1 << 21;
                    for (int x = low; x < high; x++) {
                        double weight = resampling.weight((x - centre + 0.5) * (1 / widening)) / sum;
                        value += Math.round(Math.abs(weight) * (1 << 22))
                                * (long) Math.signum(weight)
                                * (samples[(row * width + x) * channels + channel] & 0xFF);
                    }
                    result[(row * out + column) * channels + channel] = (byte) Math.max(0, Math.min(255, value >> 22));
                }
            }
        }
        return result;
    }

    /** Rows as columns. */
    private static byte[] turned(byte[] samples, int height, int width, int channels) {
        byte[] result = new byte[samples.length];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                for (int channel = 0; channel < channels; channel++) {
                    result[(column * height + row) * channels + channel] =
                            samples[(row * width + column) * channels + channel];
                }
            }
        }
        return result;
    }

    /** Noise between blocks of the darkest and of the brightest value, where cubic weights leave the range of bytes. */
    private static PixelImage contrasts(int size, int channels) {
        PixelImage image = noise(size, size, channels);
        for (int at = 0; at < image.samples().length; at++) {
            int block = at / 5 % 4;
            if (block < 2) {
                image.samples()[at] = (byte) (block * 255);
            }
        }
        return image;
    }

    private static PixelImage noise(int width, int height, int channels) {
        byte[] samples = new byte[width * height * channels];
        new Random(width * 31L + height).nextBytes(samples);
        return new PixelImage(width, height, channels, samples);
    }
}
