package io.github.biwaa.network.backbone;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every torchvision network against torchvision itself: names, sizes, features and logits in float64, weights by a formula. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackboneGoldenTest {
    /** {@link ModernBackboneGoldenTest} has the others that see photos. */
    private static final List<String> FAMILIES = List.of("resnet", "vgg", "alexnet", "squeezenet");

    private static final int CLASSES = 1000;

    private JsonNode models;

    @BeforeAll
    void read() throws IOException {
        try (InputStream stream = BackboneGoldenTest.class.getResourceAsStream("/golden/backbones.json")) {
            models = new JsonMapper().readTree(stream).get("models");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet18",
                "resnet34",
                "resnet50",
                "squeezenet1_0",
                "squeezenet1_1",
                "alexnet",
                "vgg11",
                "vgg11_bn"
            })
    void equalsTorchvision(String name) {
        check(name);
    }

    /** The VGG networks take about 1.1 GB of native memory each, one at a time. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"resnet101", "resnet152", "vgg13", "vgg16", "vgg19", "vgg13_bn", "vgg16_bn", "vgg19_bn"})
    void largeNetworksEqualTorchvision(String name) {
        check(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet101", "resnet152", "vgg13", "vgg16", "vgg19", "vgg13_bn", "vgg16_bn", "vgg19_bn"})
    void largeNetworksHaveTorchvisionsSize(String name) {
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of(name).create()) {
            long classifier = (backbone.featureWidth() + 1L) * CLASSES;
            checkSize(backbone, classifier, models.get(name));
        }
    }

    @Test
    void everyTorchvisionNetworkHasGoldenNumbers() {
        List<String> golden = new ArrayList<>();
        models.fieldNames().forEachRemaining(golden::add);
        assertThat(Backbones.all())
                .filteredOn(kind -> FAMILIES.contains(kind.family()))
                .extracting(BackboneKind::name)
                .containsExactlyInAnyOrderElementsOf(golden);
    }

    private void check(String name) {
        JsonNode golden = models.get(name);
        int size = golden.get("size").asInt();
        try (PointerScope scope = new PointerScope();
                ConvolutionalBackbone backbone =
                        (ConvolutionalBackbone) Backbones.of(name).create(3, size)) {
            backbone.moveTo(Placement.onCpu(Precision.FLOAT64));
            FormulaWeights.fill(backbone);
            Tensor images = FormulaWeights.images(size);
            boolean convolution = name.startsWith("squeezenet");
            String last = name.startsWith("resnet") ? "fc" : convolution ? "classifier.1" : "classifier.6";
            long width = backbone.featureWidth();
            long[] shape = convolution ? new long[] {CLASSES, width, 1, 1} : new long[] {CLASSES, width};
            Tensor weight = FormulaWeights.create(last + ".weight", shape);
            Tensor bias = FormulaWeights.create(last + ".bias", CLASSES);

            assertThat(Backbones.of(name).classifier()).isEqualTo(new ClassifierLayer(last, convolution));
            assertThat(backbone.namedTensors().keySet())
                    .noneMatch(Backbones.of(name).classifier()::owns);
            checkSize(backbone, weight.numel() + bias.numel(), golden);

            Tensors.withoutGradient(() -> {
                Tensor map = backbone.featureMap(images, Mode.EVALUATION);
                Tensor features = backbone.pool(map, Mode.EVALUATION);
                assertThat(features.shape()).containsExactly(2, width);
                if (golden.has("features_first16")) {
                    checkFirst(name + " features", features, golden.get("features_first16"), FLOAT64);
                }
                Tensor logits = convolution
                        ? convolutionalClassifier(map, weight, bias)
                        : torch.linear(features, weight, new TensorOptional(bias));
                checkFirst(name + " logits", logits, golden.get("logits_first16"), FLOAT64);
                assertClose(
                        name + " sum of logits",
                        Tensors.toDoubles(Tensors.sum(logits, 1, false)),
                        doubles(golden.get("logits_sum")),
                        FLOAT64);
                assertClose(
                        name + " sum of squared logits",
                        Tensors.toDoubles(Tensors.sum(logits.square(), 1, false)),
                        doubles(golden.get("logits_sumsq")),
                        FLOAT64);
                JsonNode whileTraining = golden.get("features_train_mode_first16");
                if (whileTraining != null) {
                    checkFirst(
                            name + " features while training",
                            backbone.forward(images, Mode.TRAINING),
                            whileTraining,
                            trainingTolerance(name));
                }
            });
        }
    }

    private static void checkSize(Backbone backbone, long classifierParameters, JsonNode golden) {
        assertThat(backbone.namedTensors().size() + 2)
                .as("tensors")
                .isEqualTo(golden.get("keys").asInt());
        assertThat(backbone.parameterCount() + classifierParameters)
                .as("parameters")
                .isEqualTo(golden.get("parameters").asLong());
    }

    /** torchvision's classifier of SqueezeNet: a 1x1 convolution and ReLU before the global average. */
    private static Tensor convolutionalClassifier(Tensor map, Tensor weight, Tensor bias) {
        return Activations.globalAveragePool(
                torch.relu(torch.conv2d(map, weight).add(bias.view(1, -1, 1, 1))));
    }

    /**
     * With two images the last batch norms see eight values per channel and amplify every difference. The formula takes 43758 times a sine: half a
     * unit in the last place of the sine (libraries differ by as much) changes these features by 1e-10 (ResNet-18), 2e-10 (34), 6e-9 (50),
     * 4e-8 (101) and 5e-8 (152), measured. The features of evaluation change by 2e-11 at most.
     */
    private static double trainingTolerance(String name) {
        return switch (name) {
            case "resnet18", "resnet34" -> FLOAT64;
            case "resnet50" -> 5e-8;
            default -> 5e-7;
        };
    }

    private static void checkFirst(String what, Tensor rows, JsonNode expected, double tolerance) {
        for (int row = 0; row < expected.size(); row++) {
            double[] first = doubles(expected.get(row));
            assertClose(
                    what + " of image " + row,
                    Tensors.toDoubles(rows.select(0, row).narrow(0, 0, first.length)),
                    first,
                    tolerance);
        }
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }
}
