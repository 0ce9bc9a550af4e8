package io.github.biwaa.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model as a program uses it. */
class ClassifierTest {
    private static final int PICTURES = 12;

    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void prepare() throws IOException {
        model = TestModels.save(folder.resolve("model"), "lenet", 28, 16);
        for (int i = 0; i < PICTURES; i++) {
            ImageIO.write(picture(i), "png", file(i).toFile());
        }
    }

    private static Path file(int i) {
        return folder.resolve("picture" + i + ".png");
    }

    private static List<Path> files() {
        return IntStream.range(0, PICTURES).mapToObj(ClassifierTest::file).toList();
    }

    private static BufferedImage picture(int i) {
        BufferedImage picture = new BufferedImage(50 + i, 40, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(new Color(20 * i, 255 - 20 * i, 120));
        graphics.fillOval(3 * i, i, 10 + 2 * i, 20);
        graphics.dispose();
        return picture;
    }

    @Test
    void allFormsOfAPictureGiveTheSamePrediction() throws IOException {
        try (Classifier classifier = Classifier.load(model)) {
            Prediction ofFile = classifier.classify(file(3));
            assertThat(ofFile.classes()).isEqualTo(TestModels.CLASSES);
            assertThat(Arrays.stream(ofFile.probabilities()).sum()).isBetween(1 - 1e-6, 1 + 1e-6);
            assertThat(classifier.classify(Files.readAllBytes(file(3))).probabilities())
                    .isEqualTo(ofFile.probabilities());
            assertThat(classifier.classify(picture(3)).probabilities()).isEqualTo(ofFile.probabilities());
            PixelImage pixels = new ImageDecoder().decode(file(3), true);
            assertThat(classifier.classify(pixels).probabilities()).isEqualTo(ofFile.probabilities());
            assertThat(classifier.classify(file(8)).probabilities()).isNotEqualTo(ofFile.probabilities());
            assertThat(classifier.classify(List.of())).isEmpty();
        }
    }

    @Test
    void batchesAndStreamsKeepTheOrder() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
        try (Classifier classifier = Classifier.load(model)) {
            List<Prediction> batch = classifier.classify(IntStream.range(0, PICTURES)
                    .mapToObj(i -> PixelImage.of(picture(i)))
                    .toList());
            List<Path> files = new ArrayList<>(files());
            files.add(5, broken);
            for (int batchSize : new int[] {1, 4, PICTURES + 1, 100}) {
                for (int loaders : new int[] {1, 3}) {
                    List<FilePrediction> stream;
                    try (Stream<FilePrediction> predictions = classifier.classify(files.stream(), batchSize, loaders)) {
                        stream = predictions.toList();
                    }
                    assertThat(stream).extracting(FilePrediction::file).isEqualTo(files);
                    assertThat(stream.get(5).prediction()).isEmpty();
                    assertThat(stream.get(5).problem().orElseThrow()).contains("broken.png", "not a picture");
                    stream = new ArrayList<>(stream);
                    stream.remove(5);
                    for (int i = 0; i < PICTURES; i++) {
                        double[] expected = batch.get(i).probabilities();
                        assertThat(stream.get(i).prediction().orElseThrow().probabilities())
                                .usingComparatorWithPrecision(1e-6)
                                .containsExactly(expected);
                    }
                }
            }
        }
    }

    /** No more files are looked at than two batches ahead: a million of them take no more memory than a hundred. */
    @Test
    void aStreamTakesFilesAsTheyAreNeeded() {
        List<Path> asked = new ArrayList<>();
        try (Classifier classifier = Classifier.load(model)) {
            Stream<Path> endless =
                    Stream.iterate(0, i -> i + 1).map(i -> file(i % PICTURES)).peek(asked::add);
            try (Stream<FilePrediction> predictions = classifier.classify(endless, 4, 2)) {
                assertThat(predictions.limit(6).toList()).hasSize(6);
            }
        }
        assertThat(asked).hasSizeBetween(6, 13);
    }

    @Test
    void wrongNumbersAreNamed() {
        try (Classifier classifier = Classifier.load(model)) {
            assertThatThrownBy(() -> classifier.classify(Stream.of(), 0))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage("batch-size: 0, expected at least 1");
            assertThatThrownBy(() -> classifier.classify(Stream.of(), 1, 0))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage("loader-threads: 0, expected at least 1");
            assertThatThrownBy(() -> classifier.classify(new byte[3]))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("not a picture");
            assertThatThrownBy(() -> classifier.classify(folder.resolve("gone.png")))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("gone.png");
        }
    }

    @Test
    void threadsThatShareOneGetTheBitsThatOneAloneGets() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Classifier classifier = Classifier.load(model, Views.TEN_CROP)) {
            List<double[]> alone = files().stream()
                    .map(file -> classifier.classify(file).probabilities())
                    .toList();
            List<Callable<Integer>> work = IntStream.range(0, 200)
                    .<Callable<Integer>>mapToObj(i -> () -> {
                        assertThat(classifier.classify(file(i % PICTURES)).probabilities())
                                .containsExactly(alone.get(i % PICTURES));
                        return i;
                    })
                    .toList();
            for (Future<Integer> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aClosedOneSaysSo() {
        Classifier classifier = Classifier.load(model);
        Prediction before = classifier.classify(file(0));
        classifier.close();
        classifier.close();
        assertThatThrownBy(() -> classifier.classify(file(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("this classifier is closed");
        assertThatThrownBy(() -> classifier.classify(files().stream(), 2).toList())
                .hasMessageContaining("this classifier is closed");
        assertThatThrownBy(() -> classifier.classifyFeatures(new float[classifier.featureWidth()]))
                .hasMessageContaining("this classifier is closed");
        assertThat(classifier.classes()).isEqualTo(before.classes());
    }

    /** Closing waits for calls that are under way; what would otherwise be a crash of the process is an exception of those that come later. */
    @Test
    @Tag("machine")
    void closingUnderThreadsIsSafe() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 10; round++) {
                Classifier classifier = Classifier.load(model, Views.TEN_CROP);
                List<Future<Integer>> callers = new ArrayList<>();
                for (int thread = 0; thread < 3; thread++) {
                    callers.add(threads.submit(() -> {
                        int calls = 0;
                        try {
                            while (true) {
                                classifier.classify(file(calls % PICTURES));
                                calls++;
                            }
                        } catch (IllegalStateException closed) {
                            return calls;
                        }
                    }));
                }
                Thread.sleep(5L * round);
                classifier.close();
                for (Future<Integer> caller : callers) {
                    assertThat(caller.get()).isNotNegative();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void noNativeObjectOutlivesItsCallOrItsClassifier() throws IOException {
        byte[] content = Files.readAllBytes(file(1));
        try (Classifier classifier = Classifier.load(model, Views.TEN_CROP)) {
            classifier.classify(content);
            long objects = Pointer.totalCount();
            for (int i = 0; i < 50; i++) {
                classifier.classify(content);
            }
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(objects);
        }
        long afterSome = Pointer.totalCount();
        for (int i = 0; i < 10; i++) {
            Classifier.load(model).close();
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(afterSome);
    }
}
