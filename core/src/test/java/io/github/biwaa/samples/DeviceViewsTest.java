package io.github.biwaa.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.Progress;
import io.github.biwaa.image.Augmentation;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resampling;
import io.github.biwaa.image.TenCrop;
import io.github.biwaa.image.cache.PixelCache;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.batch.BatchLoader;
import io.github.biwaa.samples.batch.IndexSampler;
import io.github.biwaa.samples.batch.LoadedBatch;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.TensorType;
import io.github.biwaa.torch.Tensors;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Views cut on a device show what those cut beforehand show. */
class DeviceViewsTest {
    private static final int PICTURES = 4;
    private static final int[] SAMPLES = {2, 0, 2, 3};

    @TempDir
    Path folder;

    private List<Path> files;
    private PixelCache cache;

    @BeforeEach
    void draw() throws IOException {
        Random random = new Random(3);
        files = new ArrayList<>();
        for (int picture = 0; picture < PICTURES; picture++) {
            BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < 36; y++) {
                for (int x = 0; x < 40; x++) {
                    image.setRGB(x, y, random.nextInt(1 << 24));
                }
            }
            File file = folder.resolve(picture + ".png").toFile();
            ImageIO.write(image, "png", file);
            files.add(file.toPath());
        }
    }

    @AfterEach
    void close() {
        if (cache != null) {
            cache.close();
        }
    }

    private static Preprocessing preprocessing(int channels) {
        return preprocessing(32, 28, channels);
    }

    private static Preprocessing preprocessing(int resize, int crop, int channels) {
        Preprocessing imagenet = Preprocessing.imagenet();
        return new Preprocessing(
                resize,
                crop,
                channels,
                imagenet.mean().subList(0, channels),
                imagenet.std().subList(0, channels),
                true,
                Resampling.BILINEAR);
    }

    private PixelCache opened(Preprocessing preprocessing) {
        if (cache == null) {
            cache = PixelCache.open(
                    files,
                    preprocessing,
                    new PixelCache.Options(folder.resolve("cache"), 1, false, "pictures", Progress.SILENT));
        }
        return cache;
    }

    private PictureViews input(int channels, Optional<Placement> placement) {
        return input(preprocessing(channels), placement);
    }

    private PictureViews input(Preprocessing preprocessing, Optional<Placement> placement) {
        return new PictureViews(
                opened(preprocessing)::read,
                PICTURES,
                preprocessing,
                Augmentation.imagenet(),
                TenCrop.views(preprocessing.resize(), preprocessing.crop()),
                new SeedSequence(5),
                Purpose.SOURCE_AUGMENTATION,
                placement.map(place -> new DeviceViews(preprocessing, place)));
    }

    /** Boxes are larger and smaller than views, mirrored and not; pictures end at any byte. */
    @ParameterizedTest
    @CsvSource({"32, 28, 3", "32, 28, 1", "31, 28, 1", "35, 9, 3", "20, 20, 3", "5, 1, 1", "1, 1, 3"})
    void everyBitIsTheSame(int resize, int crop, int channels) {
        Preprocessing preprocessing = preprocessing(resize, crop, channels);
        try (PointerScope scope = new PointerScope();
                PictureViews floats = input(preprocessing, Optional.empty());
                PictureViews bytes = input(preprocessing, Optional.of(Placement.DEFAULT))) {
            for (long step = 0; step < 20; step++) {
                Tensor expected = floats.trainingBatch(SAMPLES, step);
                Tensor raw = bytes.trainingBatch(SAMPLES, step);
                assertThat(raw.scalar_type().intern()).isEqualTo(ScalarType.Byte);
                Tensor prepared = bytes.prepared(raw);
                assertThat(prepared.shape()).isEqualTo(expected.shape());
                assertThat(Tensors.toFloats(prepared)).isEqualTo(Tensors.toFloats(expected));
                assertThat(floats.prepared(expected)).isSameAs(expected);
                Tensors.release(raw);
                Tensors.release(expected);
            }
            for (int view = 0; view < 10; view++) {
                assertThat(Tensors.toFloats(bytes.evaluationBatch(1, 3, view)))
                        .isEqualTo(Tensors.toFloats(floats.evaluationBatch(1, 3, view)));
                assertThat(Tensors.toFloats(bytes.augmentedBatch(0, 4, view)))
                        .isEqualTo(Tensors.toFloats(floats.augmentedBatch(0, 4, view)));
            }
        }
    }

    @Test
    void theyComeInTheOrderThatConvolutionsLikeAndInTheNumbersOfTheTraining() {
        try (PointerScope scope = new PointerScope();
                PictureViews floats = input(3, Optional.empty());
                PictureViews wide = input(3, Optional.of(Placement.onCpu(Precision.FLOAT64)))) {
            Tensor prepared = wide.evaluationBatch(0, 2, 0);
            assertThat(TensorType.of(prepared.scalar_type())).isEqualTo(TensorType.F64);
            assertThat(prepared.is_contiguous(MemoryFormat.ChannelsLast)).isTrue();
            assertThat(Tensors.toDoubles(prepared)).isEqualTo(Tensors.toDoubles(floats.evaluationBatch(0, 2, 0)));
        }
    }

    /** Nothing of the batch is read or computed on the CPU once it is made. */
    @Test
    void onAnotherDeviceTheyAreCutThere() {
        try (PointerScope scope = new PointerScope();
                PictureViews input = new PictureViews(
                        opened(preprocessing(3))::read,
                        2,
                        preprocessing(3),
                        Augmentation.imagenet(),
                        TenCrop.views(32, 28),
                        new SeedSequence(5),
                        Purpose.SOURCE_AUGMENTATION,
                        new Placement(Device.META, Precision.FLOAT32))) {
            Tensor raw = input.trainingBatch(new int[] {1, 0}, 0);
            assertThat(Device.of(raw)).as("packed on the CPU").isEqualTo(Device.CPU);
            Tensor prepared = input.prepared(raw);
            assertThat(Device.of(prepared)).isEqualTo(Device.META);
            assertThat(prepared.shape()).containsExactly(2, 3, 28, 28);
            assertThat(prepared.is_contiguous(MemoryFormat.ChannelsLast)).isTrue();
            assertThat(Device.of(input.evaluationBatch(0, 2, 3))).isEqualTo(Device.META);
            assertThatThrownBy(() -> Tensors.item(prepared.sum())).isInstanceOf(RuntimeException.class);
            Tensors.release(raw);
        }
    }

    @Test
    void theLoaderHandsPreparedBatchesOutAndNothingStaysInNativeMemory() {
        IndexSampler sampler = new IndexSampler() {
            @Override
            public int[] batch(long step) {
                return SAMPLES.clone();
            }

            @Override
            public int roundLength() {
                return 1;
            }
        };
        for (Placement placement : List.of(Placement.DEFAULT, new Placement(Device.META, Precision.FLOAT32))) {
            long held = 0;
            for (int repetition = 0; repetition < 2; repetition++) {
                try (PictureViews input = input(3, Optional.of(placement));
                        BatchLoader loader = new BatchLoader(
                                new BatchLoader.DomainFeed(input, sampler),
                                new BatchLoader.DomainFeed(input, sampler),
                                0,
                                3,
                                1,
                                placement.device())) {
                    for (int step = 0; step < 3; step++) {
                        try (LoadedBatch batch = loader.next()) {
                            assertThat(Device.of(batch.source())).isEqualTo(placement.device());
                            assertThat(TensorType.of(batch.target().scalar_type()))
                                    .isEqualTo(TensorType.F32);
                        }
                    }
                }
                if (repetition == 0) {
                    held = Pointer.totalCount();
                }
            }
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(held);
        }
    }
}
