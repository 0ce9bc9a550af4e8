package io.github.biwaa.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.golden.GoldenArrays;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden A6: Pillow 9.4 and torchvision on three pictures, each as PNG and as JPEG. */
class GoldenPreprocessingTest {
    private static final Preprocessing RECIPE = Preprocessing.imagenet();
    private static final int SIDE = 224;
    private static final int STEP = 16;

    private final ImageDecoder decoder = new ImageDecoder();
    private final Resizer resizer = new Resizer();
    private final ViewRenderer renderer = new ViewRenderer(RECIPE);

    @ParameterizedTest
    @ValueSource(strings = {"img0_500x375", "img2_300x300", "img4_120x90"})
    void jpegDecodesBitEqual(String name) {
        GoldenArrays golden = golden(name);
        PixelImage image = decode(name, "jpg");
        assertThat(image.samples()).isEqualTo(golden.bytes("jpg_decoded_u8"));
        assertThat(new long[] {image.height(), image.width(), image.channels()})
                .isEqualTo(golden.shape("jpg_decoded_u8"));
    }

    @ParameterizedTest
    @CsvSource({
        "img0_500x375, png",
        "img0_500x375, jpg",
        "img2_300x300, png",
        "img2_300x300, jpg",
        "img4_120x90, png",
        "img4_120x90, jpg"
    })
    void bicubicAndTenCropsAreBitEqual(String name, String type) {
        GoldenArrays golden = golden(name);
        byte[] picture = RECIPE.prepare(decode(name, type), resizer).samples();
        assertThat(picture).isEqualTo(golden.bytes(type + "/resized256_u8"));

        float[] expected = golden.floats(type + "/crops10_sub");
        double[] sums = golden.doubles(type + "/crops10_stats");
        List<CropBox> views = TenCrop.views(256, SIDE);
        float[] view = new float[RECIPE.viewLength()];
        for (int crop = 0; crop < views.size(); crop++) {
            renderer.render(picture, views.get(crop), view, 0);
            assertSubsampleEquals(view, expected, crop);
            for (int channel = 0; channel < 3; channel++) {
                double sum = 0;
                double squares = 0;
                for (int at = channel * SIDE * SIDE; at < (channel + 1) * SIDE * SIDE; at++) {
                    sum += view[at];
                    squares += (double) view[at] * view[at];
                }
                int at = (crop * 3 + channel) * 2;
                assertThat(sum).isCloseTo(sums[at], within(sums[at]));
                assertThat(squares).isCloseTo(sums[at + 1], within(sums[at + 1]));
            }
        }
        renderer.render(picture, TenCrop.centreView(256, SIDE), view, 0);
        assertSubsampleEquals(view, golden.floats(type + "/image_test_sub"), 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"img0_500x375", "img4_120x90"})
    void theWholeTestViewIsBitEqual(String name) {
        float[] view = new float[RECIPE.viewLength()];
        byte[] picture = RECIPE.prepare(decode(name, "png"), resizer).samples();
        renderer.render(picture, TenCrop.centreView(256, SIDE), view, 0);
        assertThat(view).isEqualTo(golden(name).floats("png/image_test_full"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"img0_500x375", "img2_300x300", "img4_120x90"})
    void randomResizedCropsAreBitEqual(String name) {
        GoldenArrays golden = golden(name);
        byte[] picture = RECIPE.prepare(decode(name, "png"), resizer).samples();
        int[] rectangles = golden.ints("train/rect_ijhw");
        int[] flips = golden.ints("train/flip");
        byte[] expected = golden.bytes("train/out_u8");
        float[] expectedView = golden.floats("train/out_sub");
        byte[] out = new byte[SIDE * SIDE * 3];
        float[] view = new float[RECIPE.viewLength()];
        for (int crop = 0; crop < flips.length; crop++) {
            CropBox box = box(rectangles, crop * 4, flips[crop]);
            resizer.resizeRegion(picture, 256, 3, box, SIDE, SIDE, Resampling.BILINEAR, out);
            byte[] wanted = java.util.Arrays.copyOfRange(expected, crop * out.length, (crop + 1) * out.length);
            assertThat(out).as("crop %d", crop).isEqualTo(wanted);
            renderer.render(picture, box, view, 0);
            assertSubsampleEquals(view, expectedView, crop);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void theRecordedTrainingViewsAreBitEqual(int view) {
        GoldenArrays golden = GoldenArrays.ofResource("a6_train_seeded.safetensors");
        int[] drawn = golden.ints("train_seed7_ijhw_flip");
        byte[] picture = RECIPE.prepare(decode("img0_500x375", "png"), resizer).samples();
        float[] rendered = new float[RECIPE.viewLength()];
        renderer.render(picture, box(drawn, view * 5, drawn[view * 5 + 4]), rendered, 0);
        assertSubsampleEquals(rendered, golden.floats("train_seed7_" + view + "_sub"), 0);
    }

    private static CropBox box(int[] topLeftHeightWidth, int at, int flip) {
        return new CropBox(
                topLeftHeightWidth[at + 1],
                topLeftHeightWidth[at],
                topLeftHeightWidth[at + 3],
                topLeftHeightWidth[at + 2],
                flip == 1);
    }

    private static void assertSubsampleEquals(float[] view, float[] expected, int crop) {
        int perRow = SIDE / STEP;
        float[] sub = new float[3 * perRow * perRow];
        int at = 0;
        for (int channel = 0; channel < 3; channel++) {
            for (int row = 0; row < SIDE; row += STEP) {
                for (int column = 0; column < SIDE; column += STEP) {
                    sub[at++] = view[(channel * SIDE + row) * SIDE + column];
                }
            }
        }
        float[] wanted = java.util.Arrays.copyOfRange(expected, crop * sub.length, (crop + 1) * sub.length);
        assertThat(sub).as("crop %d", crop).isEqualTo(wanted);
    }

    private static org.assertj.core.data.Offset<Double> within(double value) {
        return org.assertj.core.data.Offset.offset(1e-6 * Math.max(1, Math.abs(value)));
    }

    private PixelImage decode(String name, String type) {
        String file = "a6_images/" + name + "." + type;
        return decoder.decode(GoldenArrays.resource(file), file, true);
    }

    /** The smallest picture's numbers travel with the tests; the larger ones are beside the repository, or their tests are skipped. */
    private static GoldenArrays golden(String name) {
        String file = "a6_" + name + ".safetensors";
        return name.startsWith("img4") ? GoldenArrays.ofResource(file) : GoldenArrays.ofShared(file);
    }
}
