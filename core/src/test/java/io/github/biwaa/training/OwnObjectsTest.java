package io.github.biwaa.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.chain.Chain;
import io.github.biwaa.chain.Planning;
import io.github.biwaa.chain.RunPlan;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ConvolutionalBackbone;
import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Sequential;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.Tensors;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backbone, a method with a setting, and a chain that nobody knows by name: trained, saved, loaded and resumed through the public API, in memory. */
class OwnObjectsTest {
    private static final int EACH = 12;
    private static final int SIZE = 16;
    private static final List<String> CLASSES = List.of("disc", "square");

    private static final Setting<Double> STRENGTH = Setting.number("made-up-strength")
            .help("Weight of the distance of the domains' means")
            .range(Range.aboveZero())
            .defaultsTo(0.01);

    /** One convolution and the mean over the map. */
    private static final class Tiny extends ConvolutionalBackbone {
        private static final List<String> STAGES = List.of("stem");
        private static final int WIDTH = 8;
        private final Sequential encoder = child("encoder", new Sequential(STAGES.get(0)));

        Tiny(int channels) {
            encoder.add(Conv2d.heNormal(channels, WIDTH, 3, 2, 1)).add(Operation.relu());
        }

        static BackboneKind kind(String name) {
            return BackboneKind.of(
                    name,
                    "made up",
                    BackboneInput.digits(List.of(3), SIZE, 8),
                    STAGES,
                    (channels, size) -> new Tiny(channels));
        }

        @Override
        public int featureWidth() {
            return WIDTH;
        }

        @Override
        public Tensor featureMap(Tensor images, Mode mode) {
            return encoder.forward(images, mode);
        }

        @Override
        public Tensor pool(Tensor map, Mode mode) {
            return Activations.globalAveragePool(map);
        }

        @Override
        public List<Stage> stages() {
            return encoder.stages();
        }
    }

    /** The classification of the source, and the distance of the means of both domains' features. */
    private record Means(String id) implements Method {
        @Override
        public String description() {
            return "made up";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(STRENGTH);
        }

        @Override
        public List<LossTerm> terms(TermFactory factory) {
            return List.of(
                    factory.sourceClassification(),
                    new Distance(factory.settings().get(STRENGTH)));
        }
    }

    private record Distance(double strength) implements LossTerm {
        @Override
        public String name() {
            return "meanDistance";
        }

        @Override
        public Contribution contribution(StepContext step) {
            Tensor between = step.source()
                    .features()
                    .mean(0)
                    .sub(step.target().features().mean(0));
            Tensor loss = Tensors.times(between.square().sum(), strength);
            return new Contribution(loss, List.of(Metric.of("meanDistanceLoss", loss)));
        }
    }

    /** Runs twice, each time as if it were the first. */
    private record Twice(String id) implements Chain {
        @Override
        public String description() {
            return "made up";
        }

        @Override
        public int runs(int chosen) {
            return 2;
        }

        @Override
        public RunPlan plan(Planning planning) {
            return planning.plain();
        }
    }

    @TempDir
    private Path folder;

    private static List<BufferedImage> drawings(int moved) {
        return IntStream.range(0, 2 * EACH)
                .mapToObj(number -> {
                    BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
                    Graphics2D pen = picture.createGraphics();
                    pen.setColor(number < EACH ? Color.RED : Color.GREEN);
                    pen.fillRect(moved + number % 4, 3, 8, 8);
                    pen.dispose();
                    return picture;
                })
                .toList();
    }

    private static int[] labels() {
        return IntStream.range(0, 2 * EACH).map(number -> number / EACH).toArray();
    }

    private Adaptation training(Samples source, Samples target, String out) {
        return Adaptation.of(source, target)
                .backbone(Tiny.kind("tiny"))
                .method(new Means("means"))
                .set(STRENGTH, 0.02)
                .chain(new Twice("twice"))
                .weights(WeightsChoice.NONE)
                .bottleneck(4)
                .learningRate(0.01)
                .iterations(60)
                .batchSize(6)
                .threads(1)
                .out(folder.resolve(out));
    }

    @Test
    void trainedSavedAndLoaded() throws IOException {
        List<BufferedImage> pictures = drawings(2);
        try (Samples source = Samples.ofPictures(drawings(0), labels(), CLASSES);
                Samples target = Samples.ofPictures(pictures, labels(), CLASSES)) {
            TrainingResult result = training(source, target, "run").train();
            assertThat(result.runs()).hasSize(2);
            assertThat(result.runs().get(1).targetAccuracy()).isGreaterThan(0.9);
        }
        assertThat(Files.readString(folder.resolve("run/config.yaml")))
                .contains("backbone: tiny", "method: means", "made-up-strength: 0.02", "between-runs: twice");
        assertThat(Files.readString(folder.resolve("run/run-0/metrics.csv"))).contains("meanDistanceLoss");
        try (Classifier classifier = Classifier.load(folder.resolve("run"), Tiny.kind("tiny"))) {
            assertThat(classifier.classify(pictures.get(0)).className()).isEqualTo("disc");
            assertThat(classifier.classify(pictures.get(EACH)).className()).isEqualTo("square");
        }
        assertThatThrownBy(() -> Classifier.load(folder.resolve("run")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("there is no \"tiny\"");
        assertThatThrownBy(() -> Classifier.load(folder.resolve("run"), Tiny.kind("other")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("was trained with tiny");
    }

    @Test
    void aFrozenBackboneIsSweptOverPicturesInMemory() {
        try (Samples source = Samples.ofPictures(drawings(0), labels(), CLASSES);
                Samples target = Samples.ofPictures(drawings(2), labels(), CLASSES)) {
            Path model = training(source, target, "first").train().model();
            TrainingResult result = training(source, target, "frozen")
                    .weights(ModelFolder.weights(model))
                    .freeze("backbone")
                    .cache(folder.resolve("cache"))
                    .train();
            assertThat(result.runs().get(1).targetAccuracy()).isGreaterThan(0.9);
        }
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void resumedToTheSameBits() {
        try (Samples source = Samples.ofPictures(drawings(0), labels(), CLASSES);
                Samples target = Samples.ofPictures(drawings(2));
                Samples other = Samples.ofPictures(drawings(1))) {
            training(source, target, "whole").train();
            Adaptation stopped = training(source, target, "stopped").listener(new TrainingListener() {
                private boolean stop;

                @Override
                public void stepDone(int run, int iteration) {
                    stop = run == 1 && iteration == 20;
                }

                @Override
                public boolean stopRequested() {
                    return stop;
                }
            });
            assertThatThrownBy(stopped::train).isInstanceOf(StoppedException.class);
            assertThatThrownBy(() -> training(source, other, "stopped")
                            .existing(RunFolder.Existing.RESUME)
                            .train())
                    .hasMessageContaining("target-features");
            training(source, target, "stopped")
                    .existing(RunFolder.Existing.RESUME)
                    .train();
        }
        assertThat(folder.resolve("stopped/run-1/scores.npy"))
                .hasSameBinaryContentAs(folder.resolve("whole/run-1/scores.npy"));
    }

    @Test
    void picturesInMemoryAreTrainedOnAsThoseOfFiles() throws IOException {
        for (String domain : List.of("source", "target")) {
            List<BufferedImage> pictures = drawings(domain.equals("source") ? 0 : 2);
            for (int number = 0; number < pictures.size(); number++) {
                Path place = Files.createDirectories(folder.resolve(domain).resolve(CLASSES.get(number / EACH)));
                ImageIO.write(
                        pictures.get(number),
                        "png",
                        place.resolve(String.format("%02d.png", number)).toFile());
            }
        }
        threeSteps(
                Adaptation.of(folder.resolve("source"), folder.resolve("target"))
                        .cache(folder.resolve("cache")),
                "files");
        try (Samples source = Samples.ofPictures(drawings(0), labels(), CLASSES);
                Samples target = Samples.ofPictures(drawings(2), labels(), CLASSES)) {
            threeSteps(Adaptation.of(source, target), "memory");
        }
        assertThat(folder.resolve("memory/run-0/scores.npy"))
                .hasSameBinaryContentAs(folder.resolve("files/run-0/scores.npy"));
    }

    private void threeSteps(Adaptation training, String out) {
        training.backbone(Tiny.kind("tiny"))
                .method("dann")
                .weights(WeightsChoice.NONE)
                .iterations(3)
                .batchSize(6)
                .threads(1)
                .out(folder.resolve(out))
                .train();
    }

    @Test
    void namesThatAreTakenAreRefused() {
        try (Samples source = Samples.ofPictures(drawings(0), labels(), CLASSES);
                Samples target = Samples.ofPictures(drawings(2))) {
            refused(training(source, target, "a").backbone(Tiny.kind("lenet")), "backbone: two are named lenet");
            refused(training(source, target, "b").method(new Means("dann")), "has the name dann of");
            refused(training(source, target, "c").chain(new Twice("align")), "has the name align of");
        }
    }

    private static void refused(Adaptation training, String message) {
        assertThatThrownBy(training::train)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(message);
    }

    @Test
    void samplesOfTwoKindsAreRefused() {
        try (Samples source = Samples.ofPictures(drawings(0), labels(), CLASSES);
                Samples target = Samples.of(new float[][] {{1, 2}})) {
            refused(training(source, target, "d"), "target: embeddings, expected pictures as the source has");
        }
    }
}
