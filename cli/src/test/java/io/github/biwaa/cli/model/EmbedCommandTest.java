package io.github.biwaa.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.array.ArrayFiles;
import io.github.biwaa.array.StoredArray;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.cli.TinyWeights;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.Prediction;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code biwaa embed}, and what {@code biwaa train} makes of it. */
class EmbedCommandTest {
    private static final int PER_CLASS = 4;
    private static final int PICTURES = 3 * PER_CLASS;
    private static final int WIDTH = 500;

    @TempDir
    static Path folder;

    @BeforeAll
    static void draw() throws IOException {
        TinyPictures.source(folder.resolve("source"), PER_CLASS);
        TinyPictures.labelledTarget(folder.resolve("target"), PER_CLASS);
        TinyWeights.lenet(folder.resolve("lenet.safetensors"));
        embed("source", "x.npy", "--labels-out", path("y.npy")).succeeds();
        embed("target", "z.npy", "--labels-out", path("t.npy"), "--classes", path("y.classes.txt"))
                .succeeds();
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static CommandRun embed(String images, String out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("embed", "--images", path(images), "--out", path(out)));
        arguments.addAll(List.of("--cache", path("cache"), "--threads", "1", "--batch-size", "5"));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--model")) {
            arguments.addAll(List.of("--backbone", "lenet"));
            if (!arguments.contains("--weights")) {
                arguments.addAll(List.of("--weights", path("lenet.safetensors")));
            }
        }
        return CommandRun.of(arguments);
    }

    private static TinyTraining training(String source, String target) {
        return new TinyTraining(folder, folder.resolve(source), folder.resolve(target));
    }

    private static double[] values(StoredArray array) {
        List<Double> values = new ArrayList<>();
        array.read(values::add);
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] values(String name) {
        return values(ArrayFiles.list(folder.resolve(name)).arrays().get(0));
    }

    @Test
    void featuresLabelsAndPathsInTheSameOrder() throws IOException {
        assertThat(ArrayFiles.list(folder.resolve("x.npy")).arrays().get(0).shape())
                .containsExactly(PICTURES, WIDTH);
        assertThat(values("y.npy")).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
        assertThat(Files.readAllLines(folder.resolve("y.classes.txt"))).isEqualTo(TinyPictures.CLASSES);
        assertThat(Files.readAllLines(folder.resolve("x.paths.txt")))
                .hasSize(PICTURES)
                .startsWith(path("source/box/0.png"))
                .endsWith(path("source/stroke/3.png"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".draft"));
        }
    }

    /** The one thing that embeddings are for: whatever backbone they are from, bottleneck and heads learn the same from them, to the bit. */
    @Test
    void trainingOnThemIsTrainingWithAFrozenBackbone() {
        training("source", "target")
                .with("weights", path("lenet.safetensors"))
                .with("freeze", "backbone")
                .with("frozen-views", 1)
                .with("augmentation", "none")
                .with("feature-scale", 0.7)
                .with("evaluation-batch", 5)
                .into("frozen")
                .succeeds();
        training("x.npy", "z.npy")
                .without("backbone")
                .with("source-labels", path("y.npy"))
                .with("target-labels", path("t.npy"))
                .with("classes", path("y.classes.txt"))
                .with("feature-scale", 0.7)
                .with("evaluation-batch", 5)
                .into("embedded")
                .succeeds();
        Map<String, String> frozen = TinyTraining.results(folder.resolve("frozen"));
        Map<String, String> embedded = TinyTraining.results(folder.resolve("embedded"));
        for (String scores : List.of("run-0/scores.npy", "run-1/scores.npy")) {
            assertThat(embedded.get(scores)).isEqualTo(frozen.get(scores)).isNotNull();
        }
        assertThat(TinyTraining.summary(folder.resolve("embedded")).get(1).get("losses"))
                .isEqualTo(TinyTraining.summary(folder.resolve("frozen")).get(1).get("losses"));
        assertThat(TinyTraining.summary(folder.resolve("embedded")).get(1).get("targetAccuracy"))
                .isEqualTo(TinyTraining.summary(folder.resolve("frozen")).get(1).get("targetAccuracy"));
    }

    @Test
    void anAdaptedModelsFeaturesGiveItsPredictions() {
        training("source", "target").with("runs", 1).into("adapted").succeeds();
        embed("target", "adapted.npy", "--model", path("adapted")).succeeds();
        double[] features = values("adapted.npy");
        try (Classifier classifier = Classifier.load(folder.resolve("adapted"))) {
            for (int sample = 0; sample < PICTURES; sample++) {
                float[] row = new float[WIDTH];
                for (int column = 0; column < WIDTH; column++) {
                    row[column] = (float) features[sample * WIDTH + column];
                }
                Prediction direct = classifier.classify(folder.resolve("target")
                        .resolve(TinyPictures.CLASSES.get(sample / PER_CLASS))
                        .resolve("p" + (100 * (sample / PER_CLASS + 1) + sample % PER_CLASS) + ".png"));
                assertThat(classifier.classifyFeatures(row).probabilities())
                        .containsExactly(direct.probabilities(), within(1e-5));
            }
        }
        embed("target", "wrong.npy", "--model", path("adapted"), "--image-size", "32")
                .fails(2, "--model and --image-size contradict each other");
    }

    @Test
    void aModelOfEmbeddingsHasNoBackbone() {
        training("x.npy", "z.npy")
                .without("backbone")
                .with("source-labels", path("y.npy"))
                .with("runs", 1)
                .into("heads")
                .succeeds();
        embed("target", "wrong.npy", "--model", path("heads"))
                .fails(1, "trained on embeddings of 500 features", "cannot turn pictures into embeddings");
    }

    @Test
    void otherFormatsHoldTheSameNumbers() throws IOException {
        embed("source", "n.npz", "--labels-out", path("n.npz")).succeeds();
        ArrayFiles.Content npz = ArrayFiles.list(folder.resolve("n.npz"));
        assertThat(npz.described()).isEqualTo("features [12, 500], labels [12]");
        assertThat(values(npz.arrays().get(0))).containsExactly(values("x.npy"));
        assertThat(values(npz.arrays().get(1))).containsExactly(values("y.npy"));
        assertThat(Files.readAllLines(folder.resolve("n.classes.txt"))).isEqualTo(TinyPictures.CLASSES);
        embed("source", "c.csv", "--labels-out", path("c.csv")).succeeds();
        List<String> lines = Files.readAllLines(folder.resolve("c.csv"));
        assertThat(lines).hasSize(PICTURES + 1);
        assertThat(lines.get(0)).startsWith("f0,f1,").endsWith(",f499,label");
        assertThat(lines.get(PICTURES)).endsWith(",stroke");
        // And training takes all of them for the same.
        training("n.npz", "z.npy").without("backbone").into("from-npz").succeeds();
        training("c.csv", "z.npy").without("backbone").into("from-csv").succeeds();
        assertThat(TinyTraining.results(folder.resolve("from-csv")))
                .isEqualTo(TinyTraining.results(folder.resolve("from-npz")))
                .hasSize(4);
    }

    @Test
    void equalPicturesAreEqualBytes() throws IOException {
        embed("source", "again.npz", "--labels-out", path("again.npz")).succeeds();
        byte[] first = Files.readAllBytes(folder.resolve("again.npz"));
        embed("source", "again.npz", "--labels-out", path("again.npz"), "--overwrite")
                .succeeds();
        assertThat(Files.readAllBytes(folder.resolve("again.npz"))).isEqualTo(first);
    }

    /** At the size of the picture all ten crops are the picture or its mirror image. */
    @Test
    void tenCropsAreTheMeanOfTheirFeatures() throws IOException {
        embed("source", "ten.npy", "--ten-crop").succeeds();
        for (String name : TinyPictures.CLASSES) {
            for (int i = 0; i < PER_CLASS; i++) {
                mirror(folder.resolve("source").resolve(name).resolve(i + ".png"), name, i);
            }
        }
        embed("mirrored", "mirrored.npy").succeeds();
        double[] plain = values("x.npy");
        double[] mirrored = values("mirrored.npy");
        double[] mean = new double[plain.length];
        Arrays.setAll(mean, i -> (plain[i] + mirrored[i]) / 2);
        assertThat(values("ten.npy")).containsExactly(mean, within(1e-5)).isNotEqualTo(plain);
    }

    private static void mirror(Path file, String name, int i) throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        BufferedImage mirrored = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                mirrored.setRGB(picture.getWidth() - 1 - x, y, picture.getRGB(x, y));
            }
        }
        Path copy = folder.resolve("mirrored").resolve(name).resolve(i + ".png");
        Files.createDirectories(copy.getParent());
        ImageIO.write(mirrored, "png", copy.toFile());
    }

    @Test
    void listsAndPicturesWithoutLabels() throws IOException {
        Path list = folder.resolve("list.txt");
        Files.writeString(list, "source/ring/1.png 1\nsource/box/0.png 0\n");
        embed("list.txt", "listed.npy", "--labels-out", path("listed.txt")).succeeds();
        assertThat(Files.readAllLines(folder.resolve("listed.txt"))).containsExactly("label", "ring", "box");
        double[] all = values("x.npy");
        double[] listed = values("listed.npy");
        assertThat(Arrays.copyOfRange(listed, WIDTH, 2 * WIDTH))
                .containsExactly(Arrays.copyOf(all, WIDTH), within(1e-5));
        embed("list.txt", "unlabelled.npy").succeeds();
        assertThat(values("unlabelled.npy")).containsExactly(listed);
        Path plain = TinyPictures.unlabelledTarget(folder.resolve("plain"), 1);
        embed("plain", "plain.npy").succeeds();
        embed("plain", "wrong.npy", "--labels-out", path("wrong-labels.npy")).fails(1, plain + " has no sub-folders");
    }

    @Test
    void brokenPictures() throws IOException {
        Path broken = TinyPictures.source(folder.resolve("broken"), 2);
        Files.writeString(broken.resolve("ring/1.png"), "no picture");
        embed("broken", "broken.npy", "--labels-out", path("broken-labels.npy"))
                .fails(1, path("broken/ring/1.png"), "skip-broken");
        assertThat(folder.resolve("broken.npy")).doesNotExist();
        assertThat(folder.resolve("broken.paths.txt")).doesNotExist();
        CommandRun run = embed("broken", "broken.npy", "--labels-out", path("broken-labels.npy"), "--skip-broken")
                .succeeds();
        assertThat(run.err()).contains("ring/1.png");
        assertThat(values("broken-labels.npy")).containsExactly(0, 0, 1, 2, 2);
        assertThat(values("broken.npy")).hasSize(5 * WIDTH);
        assertThat(Files.readAllLines(folder.resolve("broken.paths.txt"))).doesNotContain(path("broken/ring/1.png"));
    }

    @Test
    void whatIsThereIsNotOverwritten() throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve("x.npy"));
        embed("target", "x.npy").fails(1, path("x.paths.txt") + " is there already", "--overwrite");
        assertThat(Files.readAllBytes(folder.resolve("x.npy"))).isEqualTo(before);
        // A failure leaves what was there.
        embed("source", "x.npy", "--overwrite", "--weights", path("none.safetensors"))
                .fails(1, "there is no weight file");
        assertThat(Files.readAllBytes(folder.resolve("x.npy"))).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.mat", "x", "x.txt"})
    void otherEndsAreRefused(String out) {
        embed("source", out).fails(2, "out: ", "expected a name that ends in .npy, .npz, .csv");
    }

    @Test
    void wrongUsage() {
        embed("source", "new.npy", "--labels-out", path("new.npy")).fails(2, "labels-out", "another file");
        embed("source", "new.npy", "--labels-out", path("new.mat")).fails(2, "labels-out", ".txt");
        embed("source", "new.npy", "--weights", "none").fails(2, "weights: none");
        embed("x.npy", "new.npy").fails(2, "holds embeddings already");
        embed("nowhere", "new.npy").fails(1, "there is no folder or list");
        CommandRun.of("embed", "--images", path("source"), "--out", path("new.npy"), "--threads", "0")
                .fails(2, "threads: 0");
        CommandRun.of("embed", "--images", path("source")).fails(2, "--out");
        assertThat(folder.resolve("new.npy")).doesNotExist();
    }

    @Test
    void progressAndMeanNorm() {
        CommandRun run = embed("source", "told.npy").succeeds();
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(
                        "Computing the features of source: 12 of 12",
                        "12 pictures of source, 500 features each, mean norm")
                .contains("Wrote " + path("told.paths.txt") + ", " + path("told.npy"));
    }
}
