package io.github.biwaa.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.embedding.EmbeddingNetwork;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resampling;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.TestModels;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.settings.InputSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TinyTrainings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX and TorchScript files as backbones: those that this module exports, and those of others. */
class NetworkFilesTest {
    private static final int SIZE = 32;
    private static final int CLASSES = TestModels.CLASSES.size();

    @TempDir
    private Path folder;

    private PointerScope scope;

    @BeforeEach
    void open() {
        Engine.useThreads(1);
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** A DTN with the logits of five classes, which serve as features. */
    private Path exported(String name) {
        Path model = TestModels.save(folder.resolve("exported"), "dtn", SIZE, 16);
        Path file = folder.resolve(name);
        try (ModelExport export = ModelExport.load(model)) {
            export.write(file, name.endsWith(".onnx") ? ExportFormat.ONNX : ExportFormat.TORCHSCRIPT, false);
        }
        return file;
    }

    /** A TorchScript network of some lines; its weight, 2, multiplies pictures. */
    private Path script(String result) {
        return SmallNetworks.script(folder.resolve("net.ts"), result);
    }

    private Path onnx(String operation, int batch) throws IOException {
        return SmallNetworks.onnx(folder.resolve("net.onnx"), operation, batch);
    }

    private static Tensor features(Path file, Tensor pictures) {
        try (Backbone backbone = Backbones.of(file.toString()).create(3, (int) pictures.size(2))) {
            return Tensors.withoutGradient(() -> backbone.forward(pictures, Mode.EVALUATION));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dtn.onnx", "dtn.ts", "dtn.pt"})
    void exportedFilesSayWhatTheirPicturesAreLikeAndComputeWhatTheModelComputes(String name) throws IOException {
        Path file = exported(name);
        BackboneKind kind = Backbones.of(file.toString());
        assertThat(kind.name())
                .isEqualTo("dtn-" + Sha256.of(file).substring(0, 12) + name.substring(name.indexOf('.')));
        assertThat(kind.setting()).isEqualTo(file.toString());
        assertThat(kind.isTrainable()).isEqualTo(!name.endsWith(".onnx"));
        BackboneInput input = kind.input();
        assertThat(List.of(input.size(), input.resize())).containsExactly(SIZE, SIZE + 8);
        assertThat(input.mean()).containsOnly(0.485).hasSize(3);
        assertThat(input.std()).containsOnly(0.229).hasSize(3);
        assertThat(input.resampling()).isEqualTo(Resampling.BICUBIC);
        Tensor pictures = Tensors.noise(3, 3, SIZE, SIZE);
        double[] found = Tensors.toDoubles(features(file, pictures));
        try (Model model = Model.load(folder.resolve("exported"))) {
            double[] expected = Tensors.toDoubles(
                    Tensors.withoutGradient(() -> model.network().forward(pictures, Mode.EVALUATION)));
            assertThat(found).hasSize(3 * CLASSES).containsExactly(expected, within(1e-4));
        }
        assertThat(Tensors.toDoubles(features(file, pictures))).containsExactly(found);
    }

    private Adaptation training(Path file, String out) {
        return Adaptation.of(folder.resolve("source"), folder.resolve("target"))
                .backbone(file.toString())
                .cache(folder.resolve("cache"))
                .method("source-only")
                .bottleneck(4)
                .iterations(3)
                .batchSize(4)
                .views("centre")
                .learningRate(0.01)
                .set(TrainingSettings.FROZEN_VIEWS, 2)
                .threads(1)
                .out(folder.resolve(out));
    }

    @ParameterizedTest
    @CsvSource({"dtn.onnx, backbone", "dtn.ts, backbone", "dtn.ts, none"})
    void modelsOfSuchABackboneCarryItAlong(String name, String freeze) throws IOException {
        TinyTrainings.draw(folder);
        Path file = exported(name);
        String sha256 = Sha256.of(file);
        training(file, "out").freeze(freeze).train();
        RunFolder out = new RunFolder(folder.resolve("out"));
        TrainingConfiguration configuration = TrainingConfiguration.read(out.configuration());
        assertThat(configuration.written())
                .containsEntry("backbone", file.toString())
                .containsEntry("weights", file.toString())
                .containsEntry("freeze", freeze);
        ModelDescription description = ModelFolder.describe(out.model(0));
        assertThat(description.startingWeights().sha256()).isEqualTo(sha256);
        assertThat(description.preprocessing().resize()).isEqualTo(SIZE + 8);
        Path copy = out.model(0).resolve(description.backbone());
        assertThat(copy).hasSameBinaryContentAs(file);
        Path picture = folder.resolve("target/00.png");
        double[] before = classified(out.path(), picture);
        // Neither the file nor the place of the model matter any more.
        Path moved = Files.move(out.model(0), folder.resolve("moved"));
        Files.delete(file);
        assertThat(classified(moved, picture)).containsExactly(before);
        try (StateDict weights = Safetensors.read(moved.resolve(ModelFolder.WEIGHTS))) {
            assertThat(weights.names().stream().anyMatch(tensor -> tensor.startsWith("script.")))
                    .isEqualTo(name.endsWith(".ts"));
        }
        Path damaged = moved.resolve(description.backbone());
        Files.write(damaged, new byte[] {1}, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Model.load(moved)).isInstanceOf(BiwaaException.class);
    }

    private static double[] classified(Path model, Path picture) {
        try (Classifier classifier = Classifier.load(model)) {
            return classifier.classify(picture).probabilities();
        }
    }

    @Test
    void aScriptIsTrainedAndWhatItLearntIsSaved() throws IOException {
        TinyTrainings.draw(folder);
        training(exported("dtn.ts"), "out").train();
        Tensor pictures = Tensors.noise(2, 3, SIZE, SIZE);
        double[] start = Tensors.toDoubles(features(folder.resolve("dtn.ts"), pictures));
        try (Model model = Model.load(folder.resolve("out"))) {
            double[] learnt = Tensors.toDoubles(
                    Tensors.withoutGradient(() -> model.network().backbone().forward(pictures, Mode.EVALUATION)));
            assertThat(learnt).isNotEqualTo(start);
            assertThat(learnt).containsExactly(start, within(1.0));
        }
        training(folder.resolve("dtn.ts"), "more")
                .set(TrainingSettings.START_FROM, folder.resolve("out"))
                .train();
    }

    /** The gradient of the sum of 2 x over the weight is the sum of x. */
    @Test
    void gradientsReachTheParametersOfAScript() {
        try (Backbone backbone = Backbones.of(script("y.flatten(1)").toString()).create(3, 8)) {
            assertThat(backbone.trainableParameters()).hasSize(1);
            Tensor pictures = Tensors.noise(2, 3, 8, 8);
            backbone.forward(pictures, Mode.TRAINING).sum().backward();
            Tensor weight = backbone.trainableParameters().get(0).tensor();
            assertThat(Tensors.item(weight.grad().sum())).isCloseTo(Tensors.item(pictures.sum()), within(1e-3));
            Tensors.withoutGradient(() -> {
                weight.fill_(new Scalar(3.0));
            });
            double[] thrice = Arrays.stream(Tensors.toDoubles(pictures))
                    .map(value -> 3 * value)
                    .toArray();
            assertThat(Tensors.toDoubles(backbone.forward(pictures, Mode.EVALUATION)))
                    .containsExactly(thrice, within(1e-5));
            backbone.freezeThrough("network");
            assertThat(backbone.trainableParameters()).isEmpty();
        }
    }

    @Test
    void embeddingsAreComputedWithThem() throws IOException {
        for (String name : List.of("dtn.onnx", "dtn.ts")) {
            Path file = exported(name);
            BackboneKind kind = Backbones.of(file.toString());
            try (EmbeddingNetwork network =
                    EmbeddingNetwork.of(kind, Optional.of(file), kind.preprocessing(SIZE, 3), Placement.DEFAULT)) {
                assertThat(network.width()).isEqualTo(CLASSES);
            }
        }
    }

    @Test
    void mapsAreAveraged() throws IOException {
        Tensor pictures = Tensors.noise(2, 3, 8, 8);
        double[] means = Tensors.toDoubles(pictures.mean(2, 3));
        double[] twice = Arrays.stream(means).map(mean -> 2 * mean).toArray();
        assertThat(Tensors.toDoubles(features(script("y"), pictures))).containsExactly(twice, within(1e-6));
        assertThat(Tensors.toDoubles(features(onnx("Identity", -1), pictures))).containsExactly(means, within(1e-6));
        assertThat(features(onnx("Flatten", -1), pictures).shape()).containsExactly(2, 192);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(y, y) | returns a Tuple, expected one tensor of features",
                "[y, y] | returns a GenericList, expected one tensor of features",
                "y.flatten(2) | gives [2, 3, 64] for 2 pictures, expected [2, width], or a map",
                "y.flatten(2) | These look like tokens: choose the class token, or their mean",
                "y.reshape([1, -1]) | gives [1, 384] for 2 pictures",
                "y.reshape([1, -1]) | batch size that is not fixed",
                "y.sum() | gives [] for 2 pictures",
                "y[:, :, 100] | cannot compute features of pictures of 3 x 8 x 8 (channels, height, width); image-size"
                        + " and channels decide these: ",
            })
    void outputsThatAreNoFeaturesAreExplained(String result, String told) {
        BackboneKind kind = Backbones.of(script(result).toString());
        assertThatThrownBy(() -> kind.create(3, 8))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("net.ts")
                .hasMessageContaining(told);
    }

    @Test
    void inputsThatAreFixedAreExplained() throws IOException {
        BackboneKind kind = Backbones.of(onnx("Flatten", 1).toString());
        assertThat(kind.defaultSize()).isEqualTo(8);
        assertThatThrownBy(() -> kind.create(3, 8))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("net.onnx takes exactly 1 picture at once, expected any number")
                .hasMessageContaining("dynamic_axes");
        BackboneKind free = Backbones.of(onnx("Flatten", -1).toString());
        assertThatThrownBy(() -> free.create(3, 16))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("takes pictures of 3 x 8 x 8")
                .hasMessageContaining("not of 3 x 16 x 16");
    }

    @Test
    void anOnnxFileIsFrozenAndBringsItsWeights() throws IOException {
        TinyTrainings.draw(folder);
        Path file = onnx("Flatten", -1);
        assertThat(training(file, "out")
                        .configuration(DataFacts.pictures(8))
                        .freeze()
                        .id())
                .isEqualTo("backbone");
        assertThatThrownBy(() -> training(file, "out").freeze("none").check())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("freeze: none, but " + file + " cannot be trained; expected backbone");
        for (String weights : List.of("imagenet", "none", "other.safetensors")) {
            assertThatThrownBy(() -> training(file, "out")
                            .setText(TrainingSettings.WEIGHTS, weights)
                            .check())
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("weights: ");
        }
    }

    @Test
    void settingsDescribePicturesWhereTheFileDoesNot() throws IOException {
        TinyTrainings.draw(folder);
        Path file = onnx("Flatten", -1);
        training(file, "out")
                .set(InputSettings.MEAN, List.of(0.25))
                .set(InputSettings.STD, List.of(0.1, 0.2, 0.3))
                .set(InputSettings.INTERPOLATION, Resampling.BILINEAR)
                .set(InputSettings.CROP_SHARE, 0.5)
                .train();
        Preprocessing seen = ModelFolder.describe(new RunFolder(folder.resolve("out")).model(0))
                .preprocessing();
        assertThat(seen.mean()).containsExactly(0.25, 0.25, 0.25);
        assertThat(seen.std()).containsExactly(0.1, 0.2, 0.3);
        assertThat(seen.resizeResampling()).isEqualTo(Resampling.BILINEAR);
        assertThat(List.of(seen.resize(), seen.crop())).containsExactly(16, 8);
    }

    @Test
    void filesThatAreNoNetworksAreRefused() throws IOException {
        assertThatThrownBy(() -> Backbones.of(folder.resolve("missing.onnx").toString()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("backbone: there is no file ")
                .hasMessageContaining("missing.onnx");
        Path text = Files.writeString(folder.resolve("text.onnx"), "no network");
        assertThatThrownBy(() -> Backbones.of(text.toString()))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("cannot open " + text + " as ONNX");
        Path weights = TinyTrainings.dtnWeights(folder.resolve("weights.pt"));
        assertThatThrownBy(() -> Backbones.of(weights.toString()))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("cannot read " + weights + " as TorchScript")
                .hasMessageContaining("--backbone NAME --weights FILE");
        assertThatThrownBy(() -> Backbones.of("no_such_network")).hasMessageContaining("Did you mean");
    }

    /** Weights in other files, as large models have them: a copy of the file would lack them. */
    @Test
    void anOnnxFileThatLeansOnOthersIsRefused() throws IOException {
        Path file = SmallNetworks.onnxWithWeightsIn(folder.resolve("large.onnx"), "weights.bin");
        Files.write(folder.resolve("weights.bin"), new byte[4]);
        assertThatThrownBy(() -> Backbones.of(file.toString()))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("cannot open " + file + " as ONNX");
    }

    @Test
    void withoutOnnxRuntimeItSaysHowToGetIt() throws IOException {
        Path file = onnx("Flatten", -1);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try {
            Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
            assertThatThrownBy(() -> Backbones.of(file.toString()))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("ONNX files need ONNX Runtime")
                    .hasMessageContaining("export BIWAA_CLASS_PATH=");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** model.json is a stranger's: it may not make this process read files elsewhere. */
    @Test
    void aModelsBackboneIsLookedForInItsFolderAlone() throws IOException {
        Path script = script("y.flatten(1)");
        Path model = TestModels.save(folder.resolve("model"), "dtn", SIZE, 0);
        for (String name : List.of(script.toString(), "../net.ts", "net.ts")) {
            ModelDescription described = ModelDescription.ofPictures(
                            name, ModelFolder.describe(model).preprocessing())
                    .method("biwaa")
                    .bottleneck(0, 1)
                    .classes(TestModels.CLASSES)
                    .build("1");
            assertThatThrownBy(() -> ModelFolder.kind(model, described))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("backbone: there is no \"" + name + "\"");
        }
    }
}
