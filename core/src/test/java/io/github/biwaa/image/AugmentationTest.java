package io.github.biwaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.golden.GoldenArrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final int DRAWS = 20_000;

    @Test
    void boxesLieWithinThePictureAndKeepTheirRanges() {
        Augmentation augmentation = Augmentation.imagenet();
        SplittableRandom random = new SplittableRandom(1);
        int flips = 0;
        boolean touchesRight = false;
        boolean touchesTop = false;
        for (int draw = 0; draw < DRAWS; draw++) {
            CropBox box = augmentation.sample(random, 256, 256);
            box.checkWithin(256, 256);
            // A side rounded by half a pixel changes area and ratio a little.
            assertThat(box.width() * box.height() / 65536.0).isBetween(0.079, 1.0);
            assertThat((double) box.width() / box.height()).isBetween(0.74, 1.35);
            flips += box.flip() ? 1 : 0;
            touchesRight |= box.width() < 200 && box.left() + box.width() == 256;
            touchesTop |= box.height() < 200 && box.top() == 0;
        }
        assertThat(flips / (double) DRAWS).isCloseTo(0.5, within(0.02));
        assertThat(touchesRight && touchesTop).isTrue();
    }

    /** torchvision's 20000 draws in sixteenths of the area: two samples of the same law, compared by chi-squared. */
    @Test
    void areasAreDistributedAsInTorchvision() {
        long[] expected =
                GoldenArrays.ofResource("a6_train_seeded.safetensors").longs("get_params_20000_hw_hist_area16");
        long[] found = new long[expected.length];
        SplittableRandom random = new SplittableRandom(2);
        for (int draw = 0; draw < DRAWS; draw++) {
            CropBox box = Augmentation.imagenet().sample(random, 256, 256);
            found[Math.min(15, box.width() * box.height() * 16 / 65536)]++;
        }
        double chiSquared = 0;
        for (int bin = 0; bin < expected.length; bin++) {
            long both = expected[bin] + found[bin];
            chiSquared += both == 0 ? 0 : Math.pow(expected[bin] - found[bin], 2) / both;
        }
        // 15 degrees of freedom: 37.7 is exceeded once in a thousand.
        assertThat(chiSquared).isLessThan(37.7);
    }

    @Test
    void noneIsTheWholePictureAndDigitsAreNeverMirrored() {
        SplittableRandom random = new SplittableRandom(3);
        for (int draw = 0; draw < 200; draw++) {
            assertThat(Augmentation.none().sample(random, 32, 32)).isEqualTo(CropBox.whole(32, 32));
            assertThat(Augmentation.digits().sample(random, 28, 28).flip()).isFalse();
        }
    }

    @Test
    void equalSeedsDrawEqualBoxes() {
        CropBox box = Augmentation.imagenet().sample(new SplittableRandom(9), 256, 256);
        assertThat(Augmentation.imagenet().sample(new SplittableRandom(9), 256, 256))
                .isEqualTo(box);
    }

    @Test
    void whereNoTryFitsItIsTheWholePicture() {
        Augmentation wide = new Augmentation(1, 1, 50, 50, 0);
        assertThat(wide.sample(new SplittableRandom(1), 64, 64)).isEqualTo(CropBox.whole(64, 64));
    }

    @Test
    void refusesSenselessValues() {
        assertThatThrownBy(() -> new Augmentation(0, 1, 1, 1, 0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("minArea");
        assertThatThrownBy(() -> new Augmentation(0.5, 1, 2, 1, 0)).hasMessageContaining("minRatio");
        assertThatThrownBy(() -> new Augmentation(0.5, 1, 1, 1, Double.NaN)).hasMessageContaining("flipProbability");
    }
}
