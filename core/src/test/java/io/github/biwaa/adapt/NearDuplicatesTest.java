package io.github.biwaa.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.network.backbone.Backbones;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Copies that were lightened a little are found, other pictures are not, and the index finds what comparing all with all finds. */
class NearDuplicatesTest {
    private static final Preprocessing PREPROCESSING =
            Backbones.of("squeezenet1_0").preprocessing(224, 3);

    /** A few grey boxes on a grey ground. */
    private static byte[] picture(long seed, int lighter) {
        SplittableRandom random = new SplittableRandom(seed);
        int side = PREPROCESSING.resize();
        byte[] samples = new byte[side * side * 3];
        for (int box = 0; box < 12; box++) {
            int left = random.nextInt(side);
            int top = random.nextInt(side);
            int right = Math.min(side, left + 20 + random.nextInt(side));
            int bottom = Math.min(side, top + 20 + random.nextInt(side));
            byte grey = (byte) (20 + lighter + random.nextInt(200));
            for (int y = top; y < bottom; y++) {
                for (int i = (y * side + left) * 3; i < (y * side + right) * 3; i++) {
                    samples[i] = grey;
                }
            }
        }
        return samples;
    }

    private static PictureHash hash(long seed, int lighter) {
        return PictureHash.of(picture(seed, lighter), PREPROCESSING);
    }

    @Test
    void copiesAreFoundAndOthersAreNot() {
        List<PictureHash> hashes = new ArrayList<>();
        for (int seed = 0; seed < 60; seed++) {
            hashes.add(hash(seed, 0));
        }
        NearDuplicates index = new NearDuplicates(hashes);
        for (int seed = 0; seed < 60; seed++) {
            assertThat(index.find(hash(seed, 2), 60)).isEqualTo(seed);
            assertThat(index.find(hash(seed, 0), seed)).isEqualTo(-1);
            assertThat(index.find(hash(1000 + seed, 0), 60)).isEqualTo(-1);
        }
    }

    @Test
    void theIndexFindsWhatComparingAllWithAllFinds() {
        SplittableRandom random = new SplittableRandom(3);
        List<PictureHash> hashes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long signs = i < 20 ? random.nextLong() : hashes.get(i % 20).signs();
            for (int flips = random.nextInt(6); flips > 0; flips--) {
                signs ^= 1L << random.nextInt(64);
            }
            hashes.add(new PictureHash(signs, new double[64]));
        }
        NearDuplicates index = new NearDuplicates(hashes);
        for (int i = 0; i < hashes.size(); i++) {
            int expected = -1;
            for (int j = 0; j < i && expected < 0; j++) {
                expected = hashes.get(j).isNear(hashes.get(i)) ? j : -1;
            }
            assertThat(index.find(hashes.get(i), i)).isEqualTo(expected);
        }
    }
}
