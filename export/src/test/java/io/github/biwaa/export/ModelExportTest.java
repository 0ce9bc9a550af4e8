package io.github.biwaa.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.TestModels;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.ConvolutionalBackbone;
import io.github.biwaa.network.convolution.AlexNet;
import io.github.biwaa.network.foreign.OnnxSession;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What exported files hold beside the network, what is refused, and what is left behind. */
class ModelExportTest {
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

    private ModelExport lenet() {
        return ModelExport.load(TestModels.save(folder.resolve("model"), "lenet", 28, 16));
    }

    @ParameterizedTest
    @EnumSource(
            value = ExportFormat.class,
            names = {"ONNX", "TORCHSCRIPT"})
    void softmaxGivesProbabilities(ExportFormat format) {
        Path file = folder.resolve("file");
        try (ModelExport export = lenet()) {
            assertThat(export.writeVerified(file, format, true, List.of()).largestDifference())
                    .isLessThan(1e-6);
            ExportedModel model = exported(export, true);
            try (ExportRunner runner = format.opener().open(file, model)) {
                Tensor rows = runner.run(new CheckInputs(model).random().get(1));
                assertThat(rows.shape()).containsExactly(3, TestModels.CLASSES.size());
                assertThat(Tensors.toDoubles(Tensors.sum(rows, 1, false)))
                        .containsExactly(new double[] {1, 1, 1}, within(1e-6));
            }
        }
    }

    /** The model's network again, as {@link ModelExport} sees it. */
    private ExportedModel exported(ModelExport export, boolean softmax) {
        AdaptationNetwork network = Model.load(folder.resolve("model")).network();
        return new ExportedModel(export.description(), export.kind(), network, softmax);
    }

    @ParameterizedTest
    @CsvSource({"ONNX, true", "ONNX, false", "TORCHSCRIPT, true", "TORCHSCRIPT, false", "SAFETENSORS, false"})
    void modelsOfEmbeddingsAreExportedToo(ExportFormat format, boolean centred) {
        Path model = TestModels.saveOfEmbeddings(folder.resolve("model"), 20, 8, centred);
        Path file = folder.resolve("file");
        try (ModelExport export = ModelExport.load(model)) {
            ExportCheck check = export.writeVerified(file, format, false, List.of());
            assertThat(check.relativeDifference()).isLessThan(1e-6);
            assertThatThrownBy(() -> export.writeVerified(file, format, false, List.of(folder)))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("embeddings");
        }
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void equalModelsGiveEqualFiles(ExportFormat format) throws IOException {
        try (ModelExport export = lenet()) {
            export.write(folder.resolve("a/file"), format, false);
            export.write(folder.resolve("b/file"), format, false);
        }
        assertThat(folder.resolve("b/file")).hasSameBinaryContentAs(folder.resolve("a/file"));
    }

    @Test
    void theOnnxFileSaysWhatGoesInAndOut() throws IOException {
        Path file = folder.resolve("file.onnx");
        try (ModelExport export = lenet()) {
            export.write(file, ExportFormat.ONNX, true);
        }
        OnnxContent content = OnnxContent.of(file);
        assertThat(content.metadata())
                .containsEntry("classes", "[\"ring\",\"mug, blue\",\"Stuhl \\\"grün\\\"\",\"lamp\",\"book\"]")
                .containsEntry("input.channels", "grey")
                .containsEntry("input.layout", "NCHW")
                .containsEntry("input.1.exif_orientation", "applied")
                .containsEntry(
                        "input.2.resize",
                        "36x36, ratio not kept, bicubic with antialiasing as Pillow's, rounded to bytes")
                .containsEntry("input.3.crop", "28x28 from left 4, top 4")
                .containsEntry("input.mean", "[0.485]")
                .containsEntry("input.std", "[0.229]")
                .containsEntry("output", "probabilities")
                .containsEntry("producer", "biwaa 1.2.3");
        assertThat(content.input()).contains("images").contains("[-1, 1, 28, 28]");
        assertThat(content.output()).contains("probabilities").contains("[-1, 5]");
    }

    @Test
    void noBatchNormIsLeftOfAResNet() throws IOException {
        Path file = folder.resolve("file.onnx");
        try (ModelExport export = ModelExport.load(TestModels.save(folder.resolve("model"), "resnet18", 32, 16))) {
            export.write(file, ExportFormat.ONNX, false);
        }
        String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(text).contains("Conv_0", "layer4.1.conv2.bias", "Gemm_").doesNotContain("Mul_", "BatchNorm");
    }

    @Test
    void torchvisionsNamesAreComplete() {
        Path file = folder.resolve("file.safetensors");
        try (ModelExport export = ModelExport.load(TestModels.save(folder.resolve("model"), "squeezenet1_1", 32, 16))) {
            export.write(file, ExportFormat.SAFETENSORS, false);
        }
        try (StateDict weights = Safetensors.read(file)) {
            assertThat(weights.get("classifier.1.weight").shape()).containsExactly(5, 512, 1, 1);
            assertThat(weights.get("classifier.1.bias").shape()).containsExactly(5);
            assertThat(weights.names())
                    .contains("features.0.weight", "features.12.expand3x3.bias")
                    .noneMatch(name -> name.startsWith("bottleneck") || name.startsWith("fc"));
        }
    }

    @Test
    void safetensorsHasNoSoftmax() {
        try (ModelExport export = lenet()) {
            assertThatThrownBy(() -> export.write(folder.resolve("file"), ExportFormat.SAFETENSORS, true))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("softmax");
        }
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void aFileOfOtherWeightsIsNotAccepted(ExportFormat format) {
        Path file = folder.resolve("file");
        try (ModelExport export = lenet()) {
            export.write(file, format, false);
            ExportedModel model = exported(export, false);
            assertThat(ModelExport.check(file, format, model, List.of()).acceptable())
                    .isTrue();
            Tensors.withoutGradient(() -> {
                model.network().namedTensors().get("fc.bias").select(0, 3).add_(new org.bytedeco.pytorch.Scalar(0.01));
            });
            ExportCheck check = ModelExport.check(file, format, model, List.of());
            assertThat(check.acceptable()).isFalse();
            assertThat(check.largestDifference()).isBetween(0.0099, 0.0101);
        }
    }

    @Test
    void whatIsNoNumberOrTooFarIsNotAccepted() {
        assertThat(new ExportCheck(4, 0, Double.NaN, 1).acceptable()).isFalse();
        double infinite = Double.POSITIVE_INFINITY;
        assertThat(new ExportCheck(4, 0, infinite, infinite).acceptable()).isFalse();
        assertThat(new ExportCheck(4, 0, 9e-5, 0.001).acceptable()).isTrue();
        assertThat(new ExportCheck(4, 0, 1.1e-4, 0.001).acceptable()).isFalse();
        assertThat(new ExportCheck(4, 0, 1.1e-4, 9).acceptable()).isFalse();
        assertThat(new ExportCheck(4, 0, 9e-4, 100).acceptable()).isTrue();
        assertThat(new ExportCheck(4, 0, 1.1e-3, 100).acceptable()).isFalse();
    }

    @Test
    void withoutOnnxRuntimeItSaysHowToGetItAndLeavesTheEarlierFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file.onnx"), "earlier");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (ModelExport export = lenet()) {
            Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
            assertThatThrownBy(() -> export.writeVerified(file, ExportFormat.ONNX, false, List.of()))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining(
                            "mvn -N dependency:get -Dartifact=com.microsoft.onnxruntime:onnxruntime:1.22.0")
                    .hasMessageContaining("export BIWAA_CLASS_PATH=");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        assertThat(file).hasContent("earlier");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("file.onnx", "model");
        }
    }

    @Test
    void theVersionNamedIsTheVersionTested() throws IOException {
        assertThat(Path.of("../pom.xml")).content().contains("<onnxruntime.version>" + OnnxSession.VERSION + "<");
    }

    /** A backbone that somebody wrote without thinking of exports. */
    private static final class Silent extends ConvolutionalBackbone {
        private final AlexNet inner = child("inner", new AlexNet(3));

        @Override
        public int featureWidth() {
            return inner.featureWidth();
        }

        @Override
        public Tensor featureMap(Tensor images, Mode mode) {
            return inner.featureMap(images, mode);
        }

        @Override
        public Tensor pool(Tensor map, Mode mode) {
            return inner.pool(map, mode);
        }

        @Override
        public List<Stage> stages() {
            return inner.stages();
        }
    }

    @Test
    void aBackboneThatDoesNotDescribeItselfIsExportedAsWeightsAlone() throws IOException {
        try (ModelExport export = lenet();
                AdaptationNetwork network = new AdaptationNetwork(new Silent(), 8, TestModels.CLASSES.size())) {
            ExportedModel model = new ExportedModel(export.description(), export.kind(), network, false);
            assertThatThrownBy(() -> ExportFormat.ONNX.writer().write(folder.resolve("file.onnx"), model))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("Silent")
                    .hasMessageContaining("docs/extending.md")
                    .hasMessageContaining("format safetensors");
            ExportFormat.SAFETENSORS.writer().write(folder.resolve("file"), model);
            try (StateDict weights = Safetensors.read(folder.resolve("file"))) {
                Map<String, Tensor> tensors = weights.asMap();
                assertThat(tensors).containsKeys("inner.features.0.weight", "classifier.3.weight", "classifier.3.bias");
                assertThat(tensors.get("classifier.3.weight").shape()).containsExactly(5, 4096);
            }
        }
    }

    /** Norms that no layer before them takes over, and one operation of its own. */
    private static final class NormsFirst extends ConvolutionalBackbone implements Exportable {
        private final BatchNorm ofMap = child("of_map", new BatchNorm(1));
        private final BatchNorm ofFeatures = child("of_features", new BatchNorm(1));
        private final String operation;

        NormsFirst(String operation) {
            this.operation = operation;
        }

        @Override
        public int featureWidth() {
            return 1;
        }

        @Override
        public Tensor featureMap(Tensor images, Mode mode) {
            return ofMap.forward(images, mode);
        }

        @Override
        public Tensor pool(Tensor map, Mode mode) {
            return ofFeatures.forward(Activations.globalAveragePool(map), mode);
        }

        @Override
        public GraphValue describe(GraphBuilder graph, GraphValue images) {
            GraphValue map = ofMap.describe(graph, images);
            map = graph.operation(operation, List.of(map), map.shape(), Map.of(), Map.of());
            return ofFeatures.describe(graph, graph.globalAveragePool(map));
        }

        @Override
        public List<Stage> stages() {
            return List.of(new Stage("stem", List.of(ofMap, ofFeatures)));
        }
    }

    private static AdaptationNetwork normsFirst(String operation) {
        AdaptationNetwork network = new AdaptationNetwork(new NormsFirst(operation), 8, TestModels.CLASSES.size());
        TestModels.scatter(network);
        // Above zero even where a picture is not, so that the Relu of the description changes nothing.
        Tensors.withoutGradient(() -> {
            network.namedTensors().get("of_map.bias").add_(new org.bytedeco.pytorch.Scalar(100));
        });
        return network;
    }

    @ParameterizedTest
    @EnumSource(
            value = ExportFormat.class,
            names = {"ONNX", "TORCHSCRIPT"})
    void aNormThatNothingTakesOverStays(ExportFormat format) throws IOException {
        try (ModelExport export = lenet();
                AdaptationNetwork network = normsFirst("Relu")) {
            ExportedModel model = new ExportedModel(export.description(), export.kind(), network, false);
            Path file = folder.resolve("file");
            format.writer().write(file, model);
            ExportCheck check = ModelExport.check(file, format, model, List.of());
            assertThat(check.relativeDifference()).isLessThan(2e-5);
            assertThat(check.largestValue()).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"ONNX, ONNX", "TORCHSCRIPT, TorchScript"})
    void anUnknownOperationIsRefusedByName(ExportFormat format, String name) {
        try (ModelExport export = lenet();
                AdaptationNetwork network = normsFirst("Fourier")) {
            ExportedModel model = new ExportedModel(export.description(), export.kind(), network, false);
            assertThatThrownBy(() -> format.writer().write(folder.resolve("file"), model))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("Fourier")
                    .hasMessageContaining("AdaptiveAveragePool, Add, BatchNormalization, Clip, Concat, Conv");
        }
    }
}
