package io.github.biwaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.biwaa.InvalidSettingException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

    @Test
    void survivesJson() throws Exception {
        ObjectMapper json = new ObjectMapper();
        for (Preprocessing recipe : List.of(Preprocessing.imagenet(), Preprocessing.digits(28, 1))) {
            String text = json.writeValueAsString(recipe);
            assertThat(json.readValue(text, Preprocessing.class)).isEqualTo(recipe);
        }
        assertThat(json.writeValueAsString(Preprocessing.digits(28, 1)))
                .isEqualTo("{\"resize\":28,\"crop\":28,\"channels\":1,\"mean\":[0.5],\"std\":[0.5],"
                        + "\"applyOrientation\":true,\"resizeResampling\":\"BILINEAR\","
                        + "\"background\":{\"colour\":\"none\"}}");
    }

    @Test
    void modelsOfEarlierVersionsIgnoreTransparency() throws Exception {
        String earlier = "{\"resize\":28,\"crop\":28,\"channels\":1,\"mean\":[0.5],\"std\":[0.5],"
                + "\"applyOrientation\":true,\"resizeResampling\":\"BILINEAR\"}";
        assertThat(new ObjectMapper().readValue(earlier, Preprocessing.class)).isEqualTo(Preprocessing.digits(28, 1));
    }

    @Test
    void namesTheKeyOfASenselessValue() {
        List<Double> one = List.of(0.5);
        assertRefused("resize", 0, 1, 1, one, one);
        assertRefused("crop", 28, 29, 1, one, one);
        assertRefused("channels", 28, 28, 2, one, one);
        assertRefused("mean", 28, 28, 3, one, one);
        assertRefused("mean", 28, 28, 1, Arrays.asList((Double) null), one);
        assertRefused("std", 28, 28, 1, one, List.of(0.0));
        assertRefused("std", 28, 28, 1, one, List.of(1e-300));
        assertRefused("std", 28, 28, 1, one, null);
    }

    @Test
    void onlyWhatDecidesThePixelsIsInThePictureKey() {
        Preprocessing recipe = Preprocessing.imagenet();
        Preprocessing otherView = new Preprocessing(
                256, 200, 3, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0), true, Resampling.BICUBIC);
        assertThat(otherView.pictureKey()).isEqualTo(recipe.pictureKey());
        assertThat(recipe.withOrientationApplied(false).pictureKey()).isNotEqualTo(recipe.pictureKey());
        assertThat(Preprocessing.digits(28, 1).pictureKey())
                .isNotEqualTo(Preprocessing.digits(28, 3).pictureKey())
                .isNotEqualTo(Preprocessing.digits(32, 1).pictureKey());
    }

    private static void assertRefused(
            String key, int resize, int crop, int channels, List<Double> mean, List<Double> std) {
        assertThatThrownBy(() -> new Preprocessing(resize, crop, channels, mean, std, true, Resampling.BICUBIC))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(key);
    }
}
