package io.github.biwaa.training;

import static io.github.biwaa.settings.TrainingSettings.BACKBONE;
import static io.github.biwaa.settings.TrainingSettings.LEARNING_RATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.adaptation.BuiltInMethod;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.data.PictureReader;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.NarrowNetworks;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.training.setup.NetworkFactory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each family of backbones by each method, from pictures to a model that says of every picture what the run said. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryBackboneTrainsTest {
    private static final int STEPS = 2;

    @TempDir
    Path folder;

    private Closeable narrow;
    private BackboneKind startBackbone;
    private AdaptationNetwork start;

    @BeforeEach
    void drawAndRegister() throws IOException {
        TinyTrainings.draw(folder);
        narrow = NarrowNetworks.register(folder.resolve("services"));
    }

    @AfterEach
    void forget() throws IOException {
        narrow.close();
    }

    static Stream<Arguments> oneSmall() {
        return everyMethod(Map.of("narrow_mobilenet_v3", 32));
    }

    static Stream<Arguments> small() {
        return everyMethod(Map.of(
                "resnet18", 32, "squeezenet1_1", 32, "narrow_vgg11", 32, "narrow_vgg11_bn", 32, "narrow_alexnet", 63));
    }

    static Stream<Arguments> modern() {
        return everyMethod(Map.of(
                "narrow_vit",
                32,
                "narrow_dinov2",
                28,
                "narrow_convnextv2",
                32,
                "narrow_swin",
                32,
                "narrow_efficientnet",
                32));
    }

    static Stream<Arguments> whole() {
        return everyMethod(Map.of("resnet50", 32, "squeezenet1_0", 32, "vgg11", 32, "vgg11_bn", 32, "alexnet", 63));
    }

    private static Stream<Arguments> everyMethod(Map<String, Integer> sizes) {
        return sizes.keySet().stream().sorted().flatMap(name -> Stream.of(BuiltInMethod.values())
                .filter(Method::needsSource)
                .map(Method::id)
                .map(method -> Arguments.of(name, sizes.get(name), method)));
    }

    @ParameterizedTest
    @MethodSource("oneSmall")
    void oneByEveryMethod(String backbone, int size, String method) {
        check(backbone, size, method);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("small")
    void smallOnesByEveryMethod(String backbone, int size, String method) {
        check(backbone, size, method);
    }

    @ParameterizedTest
    @CsvSource({
        "resnet18, 32, biwaa",
        "squeezenet1_1, 32, gsde",
        "narrow_vgg11, 32, mstn",
        "narrow_vgg11_bn, 32, biwaa",
        "narrow_alexnet, 63, cdan",
        "narrow_vit, 32, mstn",
        "narrow_mean_vit, 32, dann",
        "narrow_dinov2, 28, biwaa",
        "narrow_clip, 32, source-only",
        "narrow_convnext, 32, mcc",
        "narrow_convnextv2, 32, biwaa",
        "narrow_swin, 32, biwaa",
        "narrow_mobilenet_v3, 32, biwaa",
        "narrow_efficientnet, 32, biwaa"
    })
    void oneMethodEach(String backbone, int size, String method) {
        check(backbone, size, method);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("modern")
    void modernOnesByEveryMethod(String backbone, int size, String method) {
        check(backbone, size, method);
    }

    /** A network of torchvision's full width takes about 2 GB and ten seconds. */
    @Tag("slow")
    @ParameterizedTest
    @MethodSource("whole")
    void wholeNetworksByEveryMethod(String backbone, int size, String method) {
        check(backbone, size, method);
    }

    @Tag("slow")
    @Test
    void onFeaturesOfFullWidth() {
        assertThat(check("alexnet", 63, "biwaa")).isEqualTo(4096);
    }

    /** @return the width of the backbone's features */
    private long check(String backbone, int size, String method) {
        TrainingConfiguration configuration =
                TinyTrainings.photos(folder, backbone, size, WeightsChoice.NONE, Freeze.NONE, method, STEPS);
        RunFolder run = new RunFolder(folder.resolve("out"));
        List<RunSummary> runs = TinyTrainings.training(configuration, run, TrainingListener.SILENT)
                .run(RunFolder.Existing.REFUSE);

        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).losses())
                .containsKey("classificationLoss")
                .allSatisfy((name, value) -> assertThat(value).as(name).isFinite());
        checkThatPicturesAreClassifiedAsScored(configuration, run);
        return checkThatEveryWeightLearnt(configuration, run);
    }

    private static void checkThatPicturesAreClassifiedAsScored(TrainingConfiguration configuration, RunFolder run) {
        DataSettings data = configuration.data();
        List<Path> pictures = PictureReader.read(data.source().orElseThrow(), data.target(), false)
                .target()
                .files();
        try (PointerScope scope = new PointerScope();
                Classifier classifier = Classifier.load(run.path())) {
            Tensor scores = Npy.read(run.run(0).resolve("scores.npy"));
            assertThat(scores.shape()).containsExactly(pictures.size(), TinyTrainings.CLASSES);
            for (int row = 0; row < pictures.size(); row++) {
                assertThat(classifier.classify(pictures.get(row)).probabilities())
                        .containsExactly(Tensors.toDoubles(scores.select(0, row)), within(1e-5));
            }
        }
    }

    /** The backward sweep reached all of the network: what it does not reach stays as it was at the start. */
    private long checkThatEveryWeightLearnt(TrainingConfiguration configuration, RunFolder run) {
        AdaptationNetwork before = start(configuration);
        try (PointerScope scope = new PointerScope();
                StateDict after = Safetensors.read(run.model(0).resolve(ModelFolder.WEIGHTS))) {
            List<Parameter> weights = weights(before);
            assertThat(weights).hasSizeGreaterThan(6).allSatisfy(weight -> assertThat(
                            weight.tensor().equal(after.get(weight.name())))
                    .as("%s is as at the start", weight.name())
                    .isFalse());
        }
        return before.backbone().featureWidth();
    }

    /** The test above compares with the right network: hardly any learning rate leaves it as it was. */
    @Test
    void theStartIsKnown() {
        TrainingConfiguration configuration = TinyTrainings.photos(
                        folder, "squeezenet1_1", 32, WeightsChoice.NONE, Freeze.NONE, "biwaa", STEPS)
                .with(LEARNING_RATE, 1e-30);
        RunFolder run = new RunFolder(folder.resolve("out"));
        TinyTrainings.training(configuration, run, TrainingListener.SILENT).run(RunFolder.Existing.REFUSE);
        try (PointerScope scope = new PointerScope();
                StateDict after = Safetensors.read(run.model(0).resolve(ModelFolder.WEIGHTS))) {
            assertThat(weights(start(configuration)))
                    .allSatisfy(weight -> assertThat(weight.tensor().equal(after.get(weight.name())))
                            .as(weight.name())
                            .isTrue());
        }
    }

    /** Without biases, which start at zero: ReLU may keep the sweep from one, and any update at all changes it. */
    private static List<Parameter> weights(AdaptationNetwork network) {
        return network.trainableParameters().stream()
                .filter(parameter -> parameter.name().endsWith(".weight"))
                .toList();
    }

    /** The network that the training began with; all methods of a backbone begin with the same. */
    private AdaptationNetwork start(TrainingConfiguration configuration) {
        if (!configuration.get(BACKBONE).equals(startBackbone)) {
            close();
            startBackbone = configuration.get(BACKBONE);
            Engine.seed(new SeedSequence(configuration.seedOfRun(0)).seedOf(SeedSequence.Purpose.INITIALISATION));
            start = new NetworkFactory(configuration, Optional.empty(), TinyTrainings.CLASSES)
                    .network(OptionalInt.empty());
        }
        return start;
    }

    @AfterAll
    void close() {
        if (start != null) {
            start.close();
        }
    }
}
