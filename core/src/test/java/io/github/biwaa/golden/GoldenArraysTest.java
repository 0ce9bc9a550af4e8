package io.github.biwaa.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GoldenArraysTest {
    private final GoldenArrays arrays = GoldenArrays.ofResource("a6_img4_120x90.safetensors");

    @Test
    void readsShapesAndUnsignedBytes() {
        assertThat(arrays.shape("jpg_decoded_u8")).containsExactly(90, 120, 3);
        assertThat(arrays.bytes("jpg_decoded_u8")).hasSize(90 * 120 * 3);
    }

    @Test
    void aSumOfSquaresAgreesWithTheArrayItWasTakenFrom() {
        // image_test_sub holds every 16th pixel of image_test_full: both decode to the same numbers only if offsets and
        // byte order are right.
        float[] full = arrays.floats("png/image_test_full");
        float[] sub = arrays.floats("png/image_test_sub");
        for (int channel = 0; channel < 3; channel++) {
            for (int row = 0; row < 14; row++) {
                for (int column = 0; column < 14; column++) {
                    assertThat(sub[(channel * 14 + row) * 14 + column])
                            .isEqualTo(full[(channel * 224 + row * 16) * 224 + column * 16]);
                }
            }
        }
    }

    @Test
    void refusesTheWrongTypeAndUnknownNames() {
        assertThatThrownBy(() -> arrays.doubles("jpg_decoded_u8")).hasMessageContaining("is U8, asked for as F64");
        assertThatThrownBy(() -> arrays.floats("nothing")).hasMessageContaining("has no array 'nothing'");
    }
}
