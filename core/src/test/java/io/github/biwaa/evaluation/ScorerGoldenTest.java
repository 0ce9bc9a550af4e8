package io.github.biwaa.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.Progress;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.golden.GoldenArrays;
import io.github.biwaa.image.Augmentation;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.TenCrop;
import io.github.biwaa.image.cache.PixelCache;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.convolution.ResNet;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.PictureViews;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Golden A8 in float32: three pictures from their files through cache, crops and network to their scores. */
class ScorerGoldenTest {
    private static final Preprocessing RECIPE = Preprocessing.imagenet();
    private static final List<String> PICTURES = List.of("img0_500x375.png", "img2_300x300.png", "img4_120x90.png");
    private static final int[] ROWS = {0, 2, 4};
    private static final int CLASSES = 5;
    private static final int WIDTH = 256;
    private static final double TOLERANCE = 1e-4;

    private final GoldenArrays golden = GoldenArrays.ofResource("a8_tencrop_eval.safetensors");
    private final PointerScope scope = new PointerScope();
    private AdaptationNetwork network;
    private PixelCache pixels;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String picture : PICTURES) {
            files.add(Files.write(folder.resolve(picture), GoldenArrays.resource("a6_images/" + picture)));
        }
        pixels = PixelCache.open(
                files, RECIPE, new PixelCache.Options(folder.resolve("cache"), 1, false, "pictures", Progress.SILENT));
        network = new AdaptationNetwork(
                new ResNet(ResNet.BlockKind.BOTTLENECK, new int[] {1, 1, 1, 1}, new int[] {4, 8, 16, 32}, 4, 3),
                WIDTH,
                CLASSES);
        try (StateDict initial = Golden.read("a5_tinybottleneck_init.safetensors")) {
            network.load(initial.asMap(), name -> name.startsWith("ad_net."));
        }
    }

    @AfterEach
    void close() {
        network.close();
        pixels.close();
        scope.close();
    }

    @Test
    void tenCropScoresAreATenthOfTheReferencesSums() {
        double[] expected = golden.doubles("tinybottleneck/tencrop_sum");
        double[] scores = scores(TenCrop.views(RECIPE.resize(), RECIPE.crop()));
        for (int picture = 0; picture < ROWS.length; picture++) {
            for (int k = 0; k < CLASSES; k++) {
                double sum = expected[ROWS[picture] * CLASSES + k];
                assertThat(10 * scores[picture * CLASSES + k]).isCloseTo(sum, within(TOLERANCE * sum));
            }
        }
    }

    @Test
    void centreScoresAreTheReferences() {
        double[] expected = golden.doubles("tinybottleneck/center_softmax");
        double[] scores = scores(List.of(TenCrop.centreView(RECIPE.resize(), RECIPE.crop())));
        for (int picture = 0; picture < ROWS.length; picture++) {
            for (int k = 0; k < CLASSES; k++) {
                double share = expected[ROWS[picture] * CLASSES + k];
                assertThat(scores[picture * CLASSES + k]).isCloseTo(share, within(TOLERANCE * share));
            }
        }
    }

    @Test
    void featuresOfEveryCropAreTheReferences() {
        double[] expected = golden.doubles("tinybottleneck/features10");
        double largest = 0;
        double difference = 0;
        PictureViews input = input(TenCrop.views(RECIPE.resize(), RECIPE.crop()));
        for (int crop = 0; crop < input.evaluationViews(); crop++) {
            Tensor batch = input.evaluationBatch(0, ROWS.length, crop);
            double[] features =
                    Tensors.toDoubles(Tensors.withoutGradient(() -> network.features(batch, Mode.EVALUATION)));
            for (int picture = 0; picture < ROWS.length; picture++) {
                for (int d = 0; d < WIDTH; d++) {
                    double value = expected[(crop * 6 + ROWS[picture]) * WIDTH + d];
                    largest = Math.max(largest, Math.abs(value));
                    difference = Math.max(difference, Math.abs(features[picture * WIDTH + d] - value));
                }
            }
        }
        assertThat(difference).isLessThanOrEqualTo(TOLERANCE * largest);
    }

    private double[] scores(List<CropBox> views) {
        Tensor scores = Scorer.score(network, input(views), Sweep.silent(2));
        try {
            return Tensors.toDoubles(scores);
        } finally {
            Tensors.release(scores);
        }
    }

    private PictureViews input(List<CropBox> views) {
        return new PictureViews(
                pixels::read, 3, RECIPE, Augmentation.none(), views, new SeedSequence(0), Purpose.TARGET_AUGMENTATION);
    }
}
