package io.github.biwaa.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.StoppedException;
import io.github.biwaa.image.Augmentation;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.TenCrop;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets of samples: in memory, from pictures, and one with a part of another. */
class OpenSamplesTest {
    private static final float[][] SOURCE = {{1, 2}, {3, 4}, {5, 6}};
    private static final float[][] TARGET = {{7, 8}, {9, 10}};
    private static final Opening NONE = new Opening(null, null, List.of(), Placement.DEFAULT, null, Optional.empty());

    @TempDir
    private Path folder;

    private static double[] fixed(OpenSamples samples) {
        try (PointerScope scope = new PointerScope();
                SampleViews views = samples.views(new SeedSequence(1), Purpose.SOURCE_AUGMENTATION)) {
            return Tensors.toDoubles(views.evaluationBatch(0, samples.size(), 0));
        }
    }

    private static double[] training(OpenSamples samples, int... rows) {
        try (SampleViews views = samples.views(new SeedSequence(1), Purpose.SOURCE_AUGMENTATION)) {
            Tensor batch = views.trainingBatch(rows, 3);
            try {
                return Tensors.toDoubles(batch);
            } finally {
                Tensors.release(batch);
            }
        }
    }

    @Test
    void arraysInMemory() {
        try (Samples samples = Samples.of(SOURCE, new int[] {0, 2, 1})) {
            assertThat(samples.size()).isEqualTo(3);
            assertThat(samples.width()).hasValue(2);
            assertThat(samples.kind()).isEqualTo(SampleKind.EMBEDDINGS);
            assertThat(samples.classes()).containsExactly("0", "1", "2");
            assertThat(samples.labels()).containsExactly(0, 2, 1);
            assertThat(samples.sampleName(2)).isEqualTo("row 2");
            double norm = (Math.sqrt(5) + 5 + Math.sqrt(61)) / 3;
            assertThat(samples.featureScale(false).orElseThrow())
                    .isCloseTo(Features.SUITABLE_NORM / norm, within(0.01));
            try (OpenSamples open = samples.open(NONE, Progress.SILENT)) {
                assertThat(fixed(open)).containsExactly(1, 2, 3, 4, 5, 6);
                assertThat(training(open, 2, 0)).containsExactly(5, 6, 1, 2);
            }
        }
    }

    @Test
    void theContentDecidesTheHash() {
        try (Samples one = Samples.of(SOURCE);
                Samples same = Samples.of(SOURCE, new int[] {0, 1, 0}, List.of("a", "b"));
                Samples other = Samples.of(TARGET)) {
            assertThat(one.contentSha256()).isPresent().isEqualTo(same.contentSha256());
            assertThat(one.contentSha256()).isNotEqualTo(other.contentSha256());
            assertThat(one.listingSha256()).isEqualTo(same.namesSha256()).isNotEqualTo(same.listingSha256());
        }
    }

    @Test
    void arraysThatCannotBeTrainedOnAreRefused() {
        assertThatThrownBy(() -> Samples.of(new float[0][]))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> Samples.of(new float[][] {{1, 2}, {3}}))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("row 1 of the features in memory has 1 columns, the first row 2");
        assertThatThrownBy(() -> Samples.of(new float[][] {{1, 2}, {3, Float.NaN}}))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("row 1, column 1 of the features in memory is NaN");
        assertThatThrownBy(() -> Samples.of(SOURCE, new int[] {0, 1})).hasMessageContaining("2 labels for 3 samples");
        assertThatThrownBy(() -> Samples.of(SOURCE, new int[] {0, 1, -1})).hasMessageContaining("label -1 of sample 2");
        assertThatThrownBy(() -> Samples.of(new float[][] {{0, 0}}).featureScale(false))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("all features of the source in memory are 0");
    }

    @Test
    void classesFollowTheSource() {
        try (Samples source = Samples.of(SOURCE, new int[] {0, 1, 2}, List.of("pen", "mug", "lamp"));
                Samples target = Samples.of(TARGET, new int[] {0, 1}, List.of("lamp", "pen"));
                Samples matched = target.inClassesOf(source);
                Samples strange = Samples.of(TARGET, new int[] {0, 1}, List.of("lamp", "cup"))) {
            assertThat(matched.labels()).containsExactly(2, 0);
            assertThat(matched.classes()).isEqualTo(source.classes());
            assertThatThrownBy(() -> strange.inClassesOf(source))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("the class cup of the target")
                    .hasMessageContaining("pen, mug, lamp");
        }
    }

    @Test
    void featuresAndSomeOfOthersUnderNewLabels() {
        long held = Pointer.totalCount();
        try (OpenSamples source = (OpenSamples) Samples.of(SOURCE, new int[] {0, 1, 0});
                OpenSamples target = (OpenSamples) Samples.of(TARGET);
                OpenSamples sum = source.plus(target, new int[] {1, 0, 1}, new int[] {1, 1, 0})) {
            assertThat(sum.size()).isEqualTo(6);
            assertThat(sum.labels()).containsExactly(0, 1, 0, 1, 1, 0);
            assertThat(fixed(sum)).containsExactly(1, 2, 3, 4, 5, 6, 9, 10, 7, 8, 9, 10);
            assertThat(training(sum, 5, 0, 4)).containsExactly(9, 10, 1, 2, 7, 8);
            assertThat(IntStream.range(0, 6).mapToObj(sum::sampleName))
                    .containsExactly("row 0", "row 1", "row 2", "row 1", "row 0", "row 1");
            assertThat(fixed(source)).containsExactly(1, 2, 3, 4, 5, 6);
            try (OpenSamples more = sum.plus(target, new int[] {0}, new int[] {0})) {
                assertThat(more.size()).isEqualTo(7);
                assertThat(training(more, 6, 3)).containsExactly(7, 8, 9, 10);
            }
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(held);
    }

    /** A frozen backbone's features: the sets may have different numbers of views to be scored by. */
    @Test
    void augmentedViewsAreAddedToo() {
        try (OpenSamples of = (OpenSamples) Samples.of(new float[][] {{0}, {0}}, new int[] {0, 1});
                PointerScope scope = new PointerScope()) {
            Tensor trained = Tensors.of(new float[] {1, 2, 3, 4}, 2, 2, 1);
            Tensor scored = Tensors.of(new float[] {5, 6}, 2, 1, 1);
            try (Features source = Features.ofViews(of, Tensors.keep(trained), Tensors.keep(trained.detach()));
                    Features target =
                            Features.ofViews(of, Tensors.keep(trained.mul(trained)), Tensors.keep(scored.detach()));
                    OpenSamples sum = source.plus(target, new int[] {1}, new int[] {0});
                    SampleViews views = sum.views(new SeedSequence(1), Purpose.SOURCE_AUGMENTATION)) {
                assertThat(views.evaluationViews()).isEqualTo(2);
                assertThat(Tensors.toDoubles(views.evaluationBatch(0, 3, 1))).containsExactly(2, 4, 16);
                assertThat(training(sum, 2, 2, 2, 2, 2, 2)).contains(9, 16).doesNotContain(1, 2, 3, 4);
            }
        }
    }

    @Test
    void whatCannotBeAddedIsRefused() throws IOException {
        try (OpenSamples source = (OpenSamples) Samples.of(SOURCE, new int[] {0, 1, 0});
                OpenSamples unlabelled = (OpenSamples) Samples.of(TARGET);
                OpenSamples wide = (OpenSamples) Samples.of(new float[][] {{1, 2, 3}});
                OpenSamples pictures = pictures("a", Color.RED)) {
            assertThatThrownBy(() -> source.plus(wide, new int[] {0}, new int[] {0}))
                    .hasMessageContaining("same kind and width");
            assertThatThrownBy(() -> source.plus(pictures, new int[] {0}, new int[] {0}))
                    .hasMessageContaining("pictures of a");
            assertThatThrownBy(() -> source.plus(unlabelled, new int[] {0}, new int[] {0, 1}))
                    .hasMessageContaining("2 labels for 1 rows");
            assertThatThrownBy(() -> source.plus(unlabelled, new int[] {0}, new int[] {2}))
                    .hasMessageContaining("label 2");
            assertThatThrownBy(() -> unlabelled.plus(source, new int[] {0}, new int[] {0}))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private OpenSamples pictures(String name, Color... colours) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Color colour : colours) {
            BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(colour);
            graphics.fillRect(0, 0, 8, 8);
            graphics.dispose();
            Path file = folder.resolve(name + files.size() + ".png");
            ImageIO.write(image, "png", file.toFile());
            files.add(file);
        }
        Preprocessing preprocessing = Preprocessing.digits(8, 3);
        int[] labels = new int[colours.length];
        return new Pictures(name, files, Optional.of(labels), List.of("x", "y"))
                .open(
                        new Opening(
                                preprocessing,
                                Augmentation.none(),
                                List.of(TenCrop.centreView(preprocessing.resize(), preprocessing.crop())),
                                Placement.DEFAULT,
                                new Opening.Decoding(folder.resolve("cache"), 1, false),
                                Optional.empty()),
                        Progress.SILENT);
    }

    @Test
    void picturesAndSomeOfOthersUnderNewLabels() throws IOException {
        try (OpenSamples source = pictures("source", Color.RED, Color.GREEN);
                OpenSamples target = pictures("target", Color.BLUE, Color.WHITE, Color.BLACK);
                OpenSamples sum = source.plus(target, new int[] {2, 0}, new int[] {1, 1})) {
            assertThat(sum.name()).isEqualTo("source");
            assertThat(sum.labels()).containsExactly(0, 0, 1, 1);
            assertThat(sum.sampleName(3)).isEqualTo(target.sampleName(0));
            assertThat(sum.pictures())
                    .containsExactly(
                            source.pictures().get(0),
                            source.pictures().get(1),
                            target.pictures().get(2),
                            target.pictures().get(0));
            double[] own = fixed(source);
            double[] others = fixed(target);
            double[] all = fixed(sum);
            int view = own.length / 2;
            for (int i = 0; i < view; i++) {
                assertThat(all[i]).isEqualTo(own[i]);
                assertThat(all[2 * view + i]).isEqualTo(others[2 * view + i]);
                assertThat(all[3 * view + i]).isEqualTo(others[i]);
            }
            assertThat(training(sum, 3, 0)).isEqualTo(concatenated(training(target, 0), training(source, 0)));
            assertThat(Files.list(folder.resolve("cache"))).isNotEmpty();
        }
    }

    private static double[] concatenated(double[] first, double[] second) {
        return IntStream.range(0, first.length + second.length)
                .mapToDouble(i -> i < first.length ? first[i] : second[i - first.length])
                .toArray();
    }

    @Test
    void aSweepVisitsAllOnceAndMayBeStopped() {
        List<String> told = new ArrayList<>();
        Progress stopping = new Progress() {
            @Override
            public void advanced(Task task, long done, long total) {
                told.add(task.name() + " " + done + "/" + total);
            }

            @Override
            public boolean stopRequested() {
                return told.size() == 3;
            }
        };
        List<String> seen = new ArrayList<>();
        Sweep sweep = new Sweep(2, stopping, new Progress.Task("counting"));
        assertThatThrownBy(() -> sweep.over(5, (from, to) -> seen.add(from + "-" + to)))
                .isInstanceOf(StoppedException.class)
                .hasMessageContaining("stopped while counting");
        assertThat(seen).containsExactly("0-2", "2-4");
        assertThat(told).containsExactly("counting 0/5", "counting 2/5", "counting 4/5");

        Tensor table = Sweep.silent(2)
                .table(
                        5,
                        (from, to) -> Tensors.of(
                                IntStream.range(from, to).asDoubleStream().toArray(), to - from, 1));
        try {
            assertThat(Tensors.toDoubles(table)).containsExactly(0, 1, 2, 3, 4);
        } finally {
            Tensors.release(table);
        }
    }
}
