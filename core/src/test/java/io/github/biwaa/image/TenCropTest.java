package io.github.biwaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the views show the right pixels is held by the golden numbers; here sizes other than the published ones. */
class TenCropTest {

    @Test
    void thePublishedOffsets() {
        assertThat(TenCrop.views(256, 224).subList(5, 10))
                .extracting(CropBox::left, CropBox::top)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0, 0),
                        org.assertj.core.groups.Tuple.tuple(31, 31),
                        org.assertj.core.groups.Tuple.tuple(31, 0),
                        org.assertj.core.groups.Tuple.tuple(0, 31),
                        org.assertj.core.groups.Tuple.tuple(16, 16));
    }

    @ParameterizedTest
    @CsvSource({"28, 28, 0, 0", "29, 28, 0, 0", "30, 28, 1, 0", "36, 32, 3, 2", "1, 1, 0, 0", "34, 28, 5, 2"})
    void everySizeStaysWithinThePicture(int resize, int crop, int last, int centre) {
        assertThat(TenCrop.views(resize, crop)).hasSize(10).allSatisfy(view -> view.checkWithin(resize, resize));
        assertThat(TenCrop.views(resize, crop).get(6).left()).isEqualTo(last);
        assertThat(TenCrop.centreView(resize, crop)).isEqualTo(new CropBox(centre, centre, crop, crop, false));
        assertThat(TenCrop.views(resize, crop).get(9)).isEqualTo(TenCrop.centreView(resize, crop));
    }

    @Test
    void refusesACropLargerThanThePicture() {
        assertThatThrownBy(() -> TenCrop.views(28, 29)).isInstanceOf(IllegalArgumentException.class);
    }
}
