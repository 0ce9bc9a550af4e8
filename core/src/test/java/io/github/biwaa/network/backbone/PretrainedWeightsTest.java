package io.github.biwaa.network.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.network.convolution.ResNet;
import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.network.layer.StateMismatchException;
import io.github.biwaa.network.layer.WeightNames;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.TensorType;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
import org.junit.jupiter.params.provider.ValueSource;

class PretrainedWeightsTest {
    @TempDir
    Path folder;

    private PointerScope scope;
    private ResNet network;
    private Path file;
    private Map<String, Tensor> values;

    @BeforeEach
    void networkAndValues() {
        scope = new PointerScope();
        network = tiny();
        file = folder.resolve("weights.safetensors");
        values = new LinkedHashMap<>();
        try (ResNet other = tiny()) {
            FormulaWeights.fill(other);
            other.namedTensors()
                    .forEach((name, tensor) -> values.put(name, tensor.detach().clone()));
        }
        values.put("fc.weight", Tensors.zeros(Precision.FLOAT32, 1000, 8));
        values.put("fc.bias", Tensors.zeros(Precision.FLOAT32, 1000));
    }

    @AfterEach
    void free() {
        network.close();
        scope.close();
    }

    private static ResNet tiny() {
        return new ResNet(ResNet.BlockKind.BASIC, new int[] {1, 1}, new int[] {4, 8}, 4, 3);
    }

    private void load() throws IOException {
        Safetensors.write(file, values, Map.of());
        PretrainedWeights.load(network, ClassifierLayer.FC, file);
    }

    private void assertLoaded() {
        network.namedTensors()
                .forEach((name, tensor) ->
                        assertThat(Tensors.toDoubles(tensor)).as(name).isEqualTo(Tensors.toDoubles(values.get(name))));
    }

    @Test
    void aWholeNetworkLoadsWithoutItsClassifier() throws IOException {
        load();
        assertLoaded();
    }

    @Test
    void aFileWithoutClassifierLoadsToo() throws IOException {
        values.keySet().removeIf(name -> name.startsWith("fc."));
        load();
        assertLoaded();
    }

    @Test
    void thePrecisionOfTheNetworkStays() throws IOException {
        network.moveTo(Placement.onCpu(Precision.FLOAT64));
        load();
        assertLoaded();
        assertThat(TensorType.of(network.namedTensors().get("conv1.weight").scalar_type()))
                .isEqualTo(TensorType.F64);
    }

    /** As DataParallel, OpenMMLab, Lightning, torch.compile, MoCo, DINO and others name them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "module.",
                "backbone.",
                "model.",
                "net.",
                "_orig_mod.",
                "module.encoder_q.",
                "model.backbone.",
                "module._orig_mod.encoder.0.",
                "teacher.backbone."
            })
    void aPrefixOfTheBackboneIsTakenOff(String prefix) throws IOException {
        Map<String, Tensor> plain = values;
        values = new LinkedHashMap<>();
        values.put("queue", Tensors.zeros(Precision.FLOAT32, 128, 16));
        plain.forEach((name, tensor) -> values.put(prefix + name, tensor));
        values.put(prefix + "projection_head.0.weight", Tensors.zeros(Precision.FLOAT32, 2, 2));
        values.put("head.fc.weight", Tensors.zeros(Precision.FLOAT32, 3, 2));
        load();
        values = plain;
        assertLoaded();
    }

    @ParameterizedTest
    @CsvSource({
        "module.encoder_q., module.encoder_k.",
        "online_network., target_network.",
        "teacher., student.",
        "module.base_encoder., module.momentum_encoder.",
        "model., model_ema.",
        "'', model_ema."
    })
    void ofTwoCopiesTheOneThatItsAuthorsUseIsTaken(String prefix, String copy) throws IOException {
        Map<String, Tensor> plain = values;
        values = new LinkedHashMap<>();
        plain.forEach((name, tensor) -> values.put(copy + name, Tensors.zeros(Precision.FLOAT32, tensor.shape())));
        plain.forEach((name, tensor) -> values.put(prefix + name, tensor));
        load();
        values = plain;
        assertLoaded();
    }

    @Test
    void whatIsTakenOffAndLeftOutIsSaid() {
        Map<String, Tensor> file = new LinkedHashMap<>();
        values.forEach((name, tensor) -> file.put("encoder_q." + name, tensor));
        values.forEach((name, tensor) -> file.put("encoder_k." + name, tensor));
        file.put("queue", Tensors.zeros(Precision.FLOAT32, 2));
        assertThat(WeightNames.find(network.namedTensors(), ClassifierLayer.FC::owns, file)
                        .summary())
                .isEqualTo(
                        "the prefix \"encoder_q.\" is removed from the names; the network is there under encoder_k. too, "
                                + "which is left out; 1 tensor of another part is left out (queue)");
        assertThat(WeightNames.find(network.namedTensors(), ClassifierLayer.FC::owns, values)
                        .summary())
                .isEmpty();
    }

    @Test
    void aDeeperNetworkBehindAPrefixIsRefused() {
        Map<String, Tensor> plain = values;
        values = new LinkedHashMap<>();
        plain.forEach((name, tensor) -> values.put("model." + name, tensor));
        values.put("model.layer2.1.conv1.weight", Tensors.zeros(Precision.FLOAT32, 8, 8, 3, 3));
        assertThatThrownBy(this::load)
                .isInstanceOf(StateMismatchException.class)
                .hasMessageContaining("not part of this network: layer2.1.conv1.weight")
                .hasMessageContaining("under the prefix \"model.\"");
    }

    @Test
    void brokenNumbersBehindAPrefixAreRefused() {
        Map<String, Tensor> plain = values;
        values = new LinkedHashMap<>();
        plain.forEach((name, tensor) -> values.put("model." + name, tensor));
        values.put("model.bn1.weight", Tensors.of(new float[] {1, Float.NaN, 1, 1}, 4));
        assertThatThrownBy(this::load)
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("NaN or infinite numbers in model.bn1.weight");
    }

    @ParameterizedTest
    @CsvSource({"squeezenet1_0, ''", "lenet, model.", "mobilenet_v2, backbone."})
    void theBackboneThatWeightsBelongToIsNamed(String name, String prefix) throws IOException {
        values.clear();
        try (Backbone right = Backbones.of(name).create()) {
            right.namedTensors()
                    .forEach((key, tensor) ->
                            values.put(prefix + key, tensor.detach().clone()));
        }
        assertThatThrownBy(this::load)
                .isInstanceOf(StateMismatchException.class)
                .hasMessageContaining("They look like weights of " + name);
    }

    /** Files that PyTorch wrote, the state dictionary inside a checkpoint, every name behind module. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "network.zip.pth",
                "network.legacy.pth",
                "checkpoint-state_dict.zip.pth",
                "checkpoint-state_dict.legacy.pth",
                "checkpoint-model.zip.pth",
                "checkpoint-model.legacy.pth"
            })
    void whatPytorchWroteLoads(String name) {
        try (ConvolutionAndNorm backbone = new ConvolutionAndNorm()) {
            PretrainedWeights.load(backbone, ClassifierLayer.FC, Path.of("src", "test", "resources", "pytorch", name));
            Map<String, Tensor> loaded = backbone.namedTensors();
            assertThat(Tensors.toDoubles(loaded.get("bn.running_var"))).containsExactly(4, 4.5, 5);
            assertThat(Tensors.toDoubles(loaded.get("bn.num_batches_tracked"))).containsExactly(5);
            if (name.startsWith("network")) {
                // The checkpoints' parameters went through a step of training before they were saved.
                assertThat(Tensors.toDoubles(loaded.get("bn.bias"))).containsExactly(2, 2.5, 3);
                assertThat(Tensors.toDoubles(loaded.get("conv.weight")))
                        .hasSize(24)
                        .startsWith(0, 0.5, 1)
                        .endsWith(11.5);
            } else {
                assertThat(Tensors.toDoubles(loaded.get("conv.weight")))
                        .hasSize(24)
                        .isSorted();
            }
        }
    }

    /** The network of resources/pytorch/make_files.py. */
    private static final class ConvolutionAndNorm extends ConvolutionalBackbone {
        private final Conv2d conv = child("conv", Conv2d.withoutBias(2, 3, 2, 1, 0));
        private final BatchNorm bn = child("bn", new BatchNorm(3));

        @Override
        public int featureWidth() {
            return 3;
        }

        @Override
        public Tensor featureMap(Tensor images, Mode mode) {
            return bn.forward(conv.forward(images, mode), mode);
        }

        @Override
        public Tensor pool(Tensor map, Mode mode) {
            return Activations.globalAveragePool(map);
        }

        @Override
        public List<Stage> stages() {
            return List.of(new Stage("stem", List.of(conv, bn)));
        }
    }

    @Test
    void aPrefixOnSomeNamesIsNot() {
        values.put("module.bn1.weight", values.remove("bn1.weight"));
        assertThatThrownBy(this::load)
                .isInstanceOf(StateMismatchException.class)
                .hasMessageContaining("missing: bn1.weight [4]")
                .hasMessageContaining(" tensors: module.bn1.weight [4], ");
    }

    @Test
    void missingExtraAndMisshapenTensorsAreNamedWithTheFile() {
        double[] before = Tensors.toDoubles(network.namedTensors().get("conv1.weight"));
        values.remove("layer2.0.downsample.0.weight");
        values.put("layer2.1.conv1.weight", Tensors.zeros(Precision.FLOAT32, 1));
        values.put("layer1.0.bn1.running_mean", Tensors.zeros(Precision.FLOAT32, 5));
        assertThatThrownBy(this::load)
                .isInstanceOf(StateMismatchException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("missing: layer2.0.downsample.0.weight [8, 4, 1, 1]")
                .hasMessageContaining("not part of this network: layer2.1.conv1.weight")
                .hasMessageContaining("wrong shape: layer1.0.bn1.running_mean is [5], expected [4]");
        assertThat(Tensors.toDoubles(network.namedTensors().get("conv1.weight")))
                .as("nothing was loaded")
                .isEqualTo(before);
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() throws IOException {
        Safetensors.write(file, values, Map.of());
        try (Backbone other = Backbones.of("lenet").create()) {
            assertThatThrownBy(() -> PretrainedWeights.load(other, ClassifierLayer.FC, file))
                    .isInstanceOf(StateMismatchException.class)
                    .hasMessageContaining("missing: features.0.weight [20, 1, 5, 5]")
                    .hasMessageContaining("Choose the backbone that these weights belong to");
        }
    }

    @Test
    void filesThatAreMissingEmptyOrCutOffAreNamed() throws IOException {
        assertThatThrownBy(() -> PretrainedWeights.load(network, ClassifierLayer.FC, file))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(file.toString());
        Safetensors.write(file, Map.of(), Map.of());
        assertThatThrownBy(() -> PretrainedWeights.load(network, ClassifierLayer.FC, file))
                .isInstanceOf(StateMismatchException.class)
                .hasMessageContaining("missing: conv1.weight");
        Safetensors.write(file, values, Map.of());
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 5000));
        assertThatThrownBy(() -> PretrainedWeights.load(network, ClassifierLayer.FC, file))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void imageNetWeightsOfSqueezeNetLoad() {
        Path weights = shared("weights/squeezenet1_0.safetensors");
        try (Backbone backbone = Backbones.of("squeezenet1_0").create();
                StateDict read = Safetensors.read(weights)) {
            PretrainedWeights.load(backbone, Backbones.of("squeezenet1_0").classifier(), weights);
            backbone.namedTensors().forEach((name, tensor) -> assertThat(Tensors.toDoubles(tensor))
                    .as(name)
                    .isEqualTo(Tensors.toDoubles(read.get(name))));
        }
    }

    @Test
    void theReferencesSmallNetworkLoads() {
        Path weights = shared("golden/a5_tinybottleneck_init.safetensors");
        try (ResNet backbone = new ResNet(
                        ResNet.BlockKind.BOTTLENECK, new int[] {1, 1, 1, 1}, new int[] {4, 8, 16, 32}, 4, 3);
                StateDict read = Safetensors.read(weights)) {
            assertThat(backbone.featureWidth()).isEqualTo(128);
            // Its heads are named fc.*, bottleneck.* and ad_net.*.
            backbone.load(read.asMap(), name -> name.matches("(fc|bottleneck|ad_net)\\..*"));
            assertThat(Tensors.toDoubles(backbone.namedTensors().get("layer4.0.conv3.weight")))
                    .isEqualTo(Tensors.toDoubles(read.get("layer4.0.conv3.weight")));
        }
    }

    /** A file of ../shared beside the repository, or of the folder that the system property biwaa.shared names. */
    private static Path shared(String name) {
        Path found = Stream.of(System.getProperty("biwaa.shared", "."), "../../shared", "../shared")
                .map(root -> Path.of(root, name))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
        assumeTrue(found != null, "shared/" + name + " is not beside the repository: skipped");
        return found;
    }
}
