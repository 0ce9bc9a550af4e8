package io.github.biwaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bit equality of whole views is held by the golden numbers; here the other ways in. */
class ViewRendererTest {
    private final Preprocessing digits = Preprocessing.digits(28, 1);
    private final ViewRenderer renderer = new ViewRenderer(digits);

    @Test
    void aGreyWholeViewIsThePictureNormalised() {
        byte[] picture = noise(28 * 28);
        float[] view = new float[28 * 28];
        renderer.render(picture, TenCrop.centreView(28, 28), view, 0);
        for (int at = 0; at < view.length; at++) {
            assertThat(view[at]).isEqualTo(((picture[at] & 0xFF) / 255f - 0.5f) / 0.5f);
        }
    }

    @Test
    void writesAtTheOffsetAndNowhereElse() {
        byte[] picture = noise(28 * 28);
        CropBox box = new CropBox(3, 4, 20, 22, true);
        float[] alone = new float[28 * 28];
        renderer.render(picture, box, alone, 0);
        float[] batch = new float[3 * 28 * 28];
        renderer.render(picture, box, batch, 28 * 28);
        FloatBuffer buffer = FloatBuffer.allocate(3 * 28 * 28);
        renderer.renderChannelsLast(picture, box, buffer, 28 * 28);
        assertThat(buffer.position()).isZero();
        for (int at = 0; at < batch.length; at++) {
            boolean within = at >= 28 * 28 && at < 2 * 28 * 28;
            float expected = within ? alone[at - 28 * 28] : 0f;
            assertThat(batch[at]).isEqualTo(expected);
            assertThat(buffer.get(at)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theChannelsOfAPixelComeSideBySideOrApart(boolean flip) {
        Preprocessing preprocessing = Preprocessing.imagenet();
        ViewRenderer colours = new ViewRenderer(preprocessing);
        byte[] picture = noise(preprocessing.pictureLength());
        CropBox box = new CropBox(3, 40, 200, 170, flip);
        float[] apart = new float[preprocessing.viewLength()];
        colours.render(picture, box, apart, 0);
        FloatBuffer together = FloatBuffer.allocate(preprocessing.viewLength());
        colours.renderChannelsLast(picture, box, together, 0);
        int pixels = 224 * 224;
        for (int at = 0; at < apart.length; at++) {
            assertThat(together.get(at % pixels * 3 + at / pixels)).isEqualTo(apart[at]);
        }
    }

    @Test
    void refusesAPictureOfAnotherSize() {
        assertThatThrownBy(() -> renderer.render(new byte[32 * 32], CropBox.whole(32, 32), new float[784], 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
