package io.github.biwaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.benchmark.Sweep;
import io.github.biwaa.benchmark.recipe.Recipes;
import io.github.biwaa.benchmark.table.BenchmarkTable;
import io.github.biwaa.benchmark.table.TableWriter;
import io.github.biwaa.explain.GradCam;
import io.github.biwaa.image.decode.PixelImage;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.FilePrediction;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.Prediction;
import io.github.biwaa.model.TestModels;
import io.github.biwaa.model.Views;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.torch.Device;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TrainingListener;
import io.github.biwaa.training.TrainingResult;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/api.md: each stands there as it stands here, and runs. */
class ApiExamplesTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "api.md");
    private static final Path SOURCE = Path.of("src", "test", "java", "io", "github", "biwaa", "ApiExamplesTest.java");

    @TempDir
    private Path folder;

    // example
    static String nameOf(Path run, Path photo) {
        try (Classifier classifier = Classifier.load(run)) {
            Prediction prediction = classifier.classify(photo);
            return prediction.className() + ", " + Math.round(100 * prediction.probability()) + " %";
        }
    }
    // end

    // example
    static List<String> threeMostLikely(Classifier classifier, BufferedImage picture) {
        return classifier.classify(picture).top(3).stream()
                .map(Prediction.Candidate::name)
                .toList();
    }
    // end

    // example
    static double hottest(Path run, Device device, PixelImage picture, String className) {
        try (GradCam maps = GradCam.of(Model.load(run, device))) {
            return maps.ofClass(List.of(picture), className).get(0).largest();
        }
    }
    // end

    // example
    static Map<String, Long> countByClass(Path run, Stream<Path> photos) {
        try (Classifier classifier = Classifier.load(run, Views.TEN_CROP);
                Stream<FilePrediction> predictions = classifier.classify(photos, 32)) {
            return predictions
                    .map(photo -> photo.prediction().map(Prediction::className).orElse("broken"))
                    .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        }
    }
    // end

    // example
    static double adapt(Path catalogue, Path phone, Path run) {
        TrainingResult result = Adaptation.of(catalogue, phone)
                .method("biwaa")
                .backbone("lenet")
                .iterations(20)
                .batchSize(8)
                .seed(42)
                .out(run)
                .train();
        return result.targetAccuracy().orElse(Double.NaN);
    }
    // end

    // example
    static List<String> adaptFeatures(float[][] catalogue, int[] labels, float[][] phone, Path run) {
        try (Samples source = Samples.of(catalogue, labels);
                Samples target = Samples.of(phone)) {
            Adaptation.of(source, target)
                    .method("dann")
                    .iterations(100)
                    .out(run)
                    .train();
        }
        try (Classifier classifier = Classifier.load(run)) {
            return classifier.classifyFeatures(List.of(phone)).stream()
                    .map(Prediction::className)
                    .toList();
        }
    }
    // end

    // example
    static double adaptWithoutSource(Path model, float[][] phone, Path run) {
        try (Samples target = Samples.of(phone)) {
            TrainingResult result = Adaptation.ofModel(model, target)
                    .method("shot")
                    .iterations(100)
                    .out(run)
                    .train();
            return result.lastRun().losses().get("entropyLoss");
        }
    }
    // end

    // example
    static String compare(Path pictures, Path out) {
        BenchmarkTable table = Sweep.of(Recipes.named("digits"))
                .root(pictures)
                .methods("source-only", "mstn")
                .tasks("mnist2usps")
                .seeds(42, 43)
                .set("iterations", "2")
                .out(out)
                .run();
        return new TableWriter(table).text();
    }
    // end

    // example
    static final class FirstRunAlone implements TrainingListener {
        private final List<String> seen = new ArrayList<>();
        private boolean finished;

        @Override
        public void stepLogged(StepReport step) {
            seen.add("step " + (step.iteration() + 1) + " of " + step.iterations() + ": " + step.metrics());
        }

        @Override
        public void runFinished(RunSummary run) {
            seen.add("run " + run.run() + " took " + run.seconds() + " s");
            finished = true;
        }

        @Override
        public boolean stopRequested() {
            return finished;
        }
    }
    // end

    @Test
    void predicting() throws IOException {
        Path model = TestModels.save(folder.resolve("model"), "lenet", 28, 16);
        draw("photos", "a.png", Color.WHITE, 3);
        draw("photos", "b.png", Color.GRAY, 5);
        Files.writeString(folder.resolve("photos/c.png"), "no picture");
        Path photo = folder.resolve("photos/a.png");
        assertThat(nameOf(model, photo)).matches("(?s).+, \\d+ %");
        try (Classifier classifier = Classifier.load(model)) {
            assertThat(threeMostLikely(classifier, ImageIO.read(photo.toFile())))
                    .hasSize(3)
                    .isSubsetOf(TestModels.CLASSES);
        }
        PixelImage pixels = PixelImage.of(ImageIO.read(photo.toFile()));
        assertThat(hottest(model, Device.CPU, pixels, TestModels.CLASSES.get(0)))
                .isBetween(0.0, 1e6);
        try (Stream<Path> photos = Files.list(folder.resolve("photos"))) {
            Map<String, Long> counts = countByClass(model, photos.sorted());
            assertThat(counts).containsEntry("broken", 1L);
            assertThat(counts.values().stream().mapToLong(count -> count).sum()).isEqualTo(3);
        }
    }

    @Test
    void featuresInMemory() {
        float[][] catalogue = {{0, 1}, {0, 2}, {1, 0}, {2, 0}};
        float[][] phone = {{0, 3}, {3, 0}};
        assertThat(adaptFeatures(catalogue, new int[] {0, 0, 1, 1}, phone, folder.resolve("features")))
                .containsExactly("0", "1");
        assertThat(adaptWithoutSource(folder.resolve("features"), phone, folder.resolve("without")))
                .isBetween(-1e-4, Math.log(2));
    }

    @Test
    void training() throws IOException {
        for (int i = 0; i < 4; i++) {
            draw("catalogue/disc", i + ".png", Color.WHITE, i);
            draw("catalogue/empty", i + ".png", Color.BLACK, i);
            draw("phone/disc", i + ".png", Color.YELLOW, i);
            draw("phone/empty", i + ".png", Color.BLACK, i);
        }
        Path run = folder.resolve("run");
        assertThat(adapt(folder.resolve("catalogue"), folder.resolve("phone"), run))
                .isBetween(0.0, 1.0);
        assertThat(run.resolve("run-2/model/weights.safetensors")).isNotEmptyFile();
        assertThat(nameOf(run, folder.resolve("phone/disc/0.png"))).matches("(disc|empty), \\d+ %");

        FirstRunAlone listener = new FirstRunAlone();
        Adaptation again = Adaptation.of(folder.resolve("catalogue"), folder.resolve("phone"))
                .backbone("lenet")
                .iterations(3)
                .batchSize(4)
                .logEvery(1)
                .out(folder.resolve("again"))
                .listener(listener);
        assertThatThrownBy(again::train).hasMessageContaining("stopped in run 1");
        assertThat(listener.seen).hasSizeBetween(4, 5).first().asString().startsWith("step 1 of 3: {");
        assertThat(listener.seen).anyMatch(line -> line.startsWith("run 0 took "));
    }

    @Test
    void sweeping() throws IOException {
        for (int i = 0; i < 20; i++) {
            draw("digits/mnist/" + i % 10, i + ".png", Color.WHITE, i % 10);
            draw("digits/usps/" + i % 10, i + ".png", Color.GRAY, i % 10);
        }
        Path out = folder.resolve("sweep");
        assertThat(compare(folder.resolve("digits"), out))
                .contains("Digits, accuracy on the target in percent")
                .contains("Mean ± standard deviation over the seeds 42, 43.")
                .doesNotContain("missing")
                .doesNotContain("failed");
        assertThat(out.resolve("mstn/mnist2usps/seed-43/run-0/model/model.json"))
                .isNotEmptyFile();
        assertThat(out.resolve("table.csv")).isNotEmptyFile();
    }

    private void draw(String sub, String name, Color ink, int place) throws IOException {
        BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(ink);
        graphics.fillOval(2 + place, 4, 16, 16);
        graphics.dispose();
        Files.createDirectories(folder.resolve(sub));
        ImageIO.write(picture, "png", folder.resolve(sub).resolve(name).toFile());
    }

    /** Every block of Java in the document is one of the examples above, in their order, and every example is in the document. */
    @Test
    void theDocumentShowsTheseExamples() throws IOException {
        List<String> examples = between(Files.readAllLines(SOURCE), "    // example", "    // end").stream()
                .map(example -> example.replaceAll("(?m)^    ", ""))
                .toList();
        assertThat(examples).hasSize(9);
        assertThat(between(Files.readAllLines(DOCUMENT), "```java", "```")).isEqualTo(examples);
    }

    private static List<String> between(List<String> lines, String begin, String end) {
        return IntStream.range(0, lines.size())
                .filter(line -> lines.get(line).equals(begin))
                .mapToObj(line -> lines.subList(line + 1, lines.size()).stream()
                        .takeWhile(next -> !next.equals(end))
                        .map(next -> next + "\n")
                        .collect(Collectors.joining()))
                .toList();
    }
}
