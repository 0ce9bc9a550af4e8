package io.github.biwaa.network.backbone;

import static io.github.biwaa.golden.Golden.FLOAT32;
import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.transformer.VitDesign;
import io.github.biwaa.network.transformer.VitKinds;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Later networks against torchvision and timm: features, logits, gradients and statistics of training, weights by a formula. */
class ModernBackboneGoldenTest {
    private static final int CLASSES = 1000;
    private static final int FIRST = 1234;
    private static final int SECOND = 4321;
    private static final int GRADIENT = 777;
    /** Tests that are not slow leave larger pictures out. */
    private static final int QUICK = 160;

    private static final int LARGEST = 518;
    /** Batch statistics over eight numbers amplify what an ulp of the sine changes: 1e-9 to 8e-9, measured. */
    private static final double TRAINING = 1e-7;

    private static JsonNode resource(String name, String id) throws IOException {
        try (InputStream stream = ModernBackboneGoldenTest.class.getResourceAsStream("/golden/" + name)) {
            return new JsonMapper().readTree(stream).get("models").get(id);
        }
    }

    /** Backbone and last layer, loaded from a file's tensors, which the formula fills. */
    private static final class Whole implements AutoCloseable {
        private final Backbone backbone;
        private final StateDict file = new StateDict();
        private final ClassifierLayer last;

        Whole(BackboneKind kind, Precision precision, JsonNode keys) {
            keys.fields()
                    .forEachRemaining(key ->
                            file.put(key.getKey(), FormulaWeights.createModern(key.getKey(), shape(key.getValue()))));
            backbone = kind.create();
            last = kind.classifier();
            backbone.moveTo(Placement.onCpu(precision));
            PretrainedWeights.load(backbone, last, file, Path.of("formula"));
        }

        private static long[] shape(JsonNode extents) {
            long[] shape = new long[extents.size()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = extents.get(i).asLong();
            }
            return shape;
        }

        /** @return a tensor of the last layer; null if there is none */
        Tensor ofHead(String suffix) {
            return file.asMap().entrySet().stream()
                    .filter(entry -> backbone.foreignNames().own(entry.getKey()).equals(last.name() + suffix))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }

        Tensor logits(Tensor features) {
            Tensor weight = ofHead(".weight");
            return weight == null ? features : torch.linear(features, weight, new TensorOptional(ofHead(".bias")));
        }

        @Override
        public void close() {
            backbone.close();
            file.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mobilenet_v2, torchvision/mobilenet_v2",
        "efficientnet_b0, timm/efficientnet_b0",
        "efficientnet_b0, torchvision/efficientnet_b0",
        "mobilenet_v3_large, torchvision/mobilenet_v3_large",
        "mobilenetv3_large_100, timm/mobilenetv3_large_100",
        "swin_tiny_patch4_window7_224, timm/swin_tiny_patch4_window7_224",
        "convnext_atto, timm/convnext_atto",
        "vit_tiny_patch16_224, timm/vit_tiny_patch16_224",
        "deit_small_patch16_224, timm/deit_small_patch16_224",
        "vit_small_patch14_dinov2, timm/vit_small_patch14_dinov2",
    })
    void equalsItsModel(String name, String id) throws IOException {
        check(Backbones.of(name), id, QUICK);
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({
        "vit_small_patch16_224, timm/vit_small_patch16_224",
        "vit_base_patch16_224, timm/vit_base_patch16_224",
        "vit_b_16, torchvision/vit_b_16",
        "vit_base_patch16_clip_quickgelu_224, timm/vit_base_patch16_clip_quickgelu_224",
    })
    void largeOnesAndLargePicturesToo(String name, String id) throws IOException {
        check(Backbones.of(name), id, LARGEST);
    }

    @Test
    void theMeanOfThePatches() throws IOException {
        VitDesign design = VitDesign.plain(16, VitDesign.Size.TINY).pooledByMean();
        check(VitKinds.kind("mean", design, BackboneInput.photos(224, 16, 1)), "timm/vit_tiny_patch16_224+avg", QUICK);
    }

    /** @param largest height of pictures to try */
    private static void check(BackboneKind kind, String id, int largest) throws IOException {
        JsonNode model = resource("backbones_modern.json", id);
        JsonNode keys = resource("keys_modern.json", id);
        for (JsonNode run : model.get("runs")) {
            if (run.get("height").asInt() <= largest) {
                check(kind, model, keys, run);
            }
        }
    }

    private static void check(BackboneKind kind, JsonNode model, JsonNode keys, JsonNode run) {
        long[] shape = {
            run.get("batch").asInt(),
            3,
            run.get("height").asInt(),
            run.get("width").asInt()
        };
        try (PointerScope scope = new PointerScope();
                Whole whole = new Whole(kind, Precision.FLOAT64, keys)) {
            Tensor head = whole.ofHead(".weight");
            long classifier = head == null ? 0 : head.numel() + head.size(0);
            assertThat(whole.backbone.parameterCount() + classifier)
                    .isEqualTo(model.get("parameters").asLong());
            assertThat(whole.backbone.namedTensors().size() + (head == null ? 0 : 2))
                    .isEqualTo(model.get("keys").asInt());
            Tensor images = FormulaWeights.numbers(FIRST, shape);
            Tensor features = whole.backbone.forward(images, Mode.EVALUATION);
            checkRows("features", features, run.at("/eval/features"), FLOAT64);
            Tensor logits = whole.logits(features);
            checkRows("logits", logits, run.at("/eval/logits"), FLOAT64);
            if (run.has("gradient_eval")) {
                Tensor loss = logits.mul(FormulaWeights.numbers(GRADIENT, logits.shape()))
                        .sum();
                loss.backward();
                checkGradients(whole, run.at("/gradient_eval/l2_of_every_parameter"), gradientTolerance(kind));
            }
            if (run.has("train")) {
                Tensors.withoutGradient(() -> checkTraining(whole, images, shape, run.get("train")));
            }
        }
        try (PointerScope scope = new PointerScope();
                Whole whole = new Whole(kind, Precision.FLOAT32, keys)) {
            Tensor images = FormulaWeights.numbers(FIRST, shape).to(Precision.FLOAT32.scalarType());
            Tensor features = Tensors.withoutGradient(() -> whole.backbone.forward(images, Mode.EVALUATION));
            checkRows("features in float32", features, run.at("/eval/features"), FLOAT32);
        }
    }

    /** PyTorch 1.13, of which the numbers are, differentiates hard-sigmoid with 1/6 in float32. */
    private static double gradientTolerance(BackboneKind kind) {
        return kind.name().contains("mobilenetv3") || kind.name().contains("mobilenet_v3") ? 1e-7 : FLOAT64;
    }

    private static void checkGradients(Whole whole, JsonNode lengths, double tolerance) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        whole.backbone.trainableParameters().forEach(parameter -> parameters.put(parameter.name(), parameter.tensor()));
        lengths.fields().forEachRemaining(length -> {
            String name = whole.backbone.foreignNames().own(length.getKey());
            Tensor parameter = parameters.remove(name);
            if (parameter != null) {
                double found = Math.sqrt(Tensors.item(parameter.grad().square().sum()));
                assertClose(
                        "gradient of " + name,
                        new double[] {found},
                        new double[] {length.getValue().asDouble()},
                        tolerance);
            }
        });
        assertThat(parameters).isEmpty();
    }

    private static void checkTraining(Whole whole, Tensor images, long[] shape, JsonNode train) {
        Tensor first = whole.backbone.forward(images, Mode.TRAINING);
        checkRows("features while training", first, train.at("/batch1/features"), TRAINING);
        Tensor second = whole.backbone.forward(FormulaWeights.numbers(SECOND, shape), Mode.TRAINING);
        checkRows("features of the second batch", second, train.at("/batch2/features"), TRAINING);
        Map<String, Tensor> statistics = whole.backbone.namedBuffers();
        for (String kind : new String[] {"mean", "var"}) {
            JsonNode sums = train.get("running_" + kind + "_sum_of_every_norm");
            sums.fields()
                    .forEachRemaining(sum -> assertClose(
                            sum.getKey() + " " + kind,
                            Tensors.toDoubles(statistics
                                    .get(whole.backbone.foreignNames().own(sum.getKey() + ".running_" + kind))
                                    .sum()),
                            new double[] {sum.getValue().asDouble()},
                            TRAINING));
        }
        checkRows(
                "features after two batches",
                whole.backbone.forward(images, Mode.EVALUATION),
                train.get("eval_of_input1_after_two"),
                TRAINING);
    }

    private static void checkRows(String what, Tensor rows, JsonNode expected, double tolerance) {
        assertThat(rows.size(1)).isEqualTo(expected.at("/shape/1").asLong());
        for (int row = 0; row < expected.get("first16").size(); row++) {
            double[] first = doubles(expected.get("first16").get(row));
            Tensor found = rows.select(0, row);
            assertClose(what + " " + row, Tensors.toDoubles(found.narrow(0, 0, first.length)), first, tolerance);
        }
        assertClose(
                "squares of " + what,
                Tensors.toDoubles(Tensors.sum(rows.square(), 1, false)),
                doubles(expected.get("sumsq")),
                tolerance);
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }
}
