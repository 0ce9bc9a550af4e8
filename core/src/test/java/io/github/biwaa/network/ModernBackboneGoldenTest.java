package io.github.biwaa.network;

import static io.github.biwaa.golden.Golden.FLOAT32;
import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Later networks against torchvision and timm: features, logits, gradients and statistics of training, weights by a formula. */
class ModernBackboneGoldenTest {
    private static final int CLASSES = 1000;
    private static final int FIRST = 1234;
    private static final int SECOND = 4321;
    private static final int GRADIENT = 777;
    /** Batch statistics over eight numbers amplify what an ulp of the sine changes: 1e-9 to 8e-9, measured. */
    private static final double TRAINING = 1e-7;

    private static JsonNode golden(String id) throws IOException {
        try (InputStream stream = ModernBackboneGoldenTest.class.getResourceAsStream("/golden/backbones_modern.json")) {
            return new JsonMapper().readTree(stream).get("models").get(id);
        }
    }

    /** Backbone and last layer, filled by the formula. */
    private static final class Whole implements AutoCloseable {
        private final Backbone backbone;
        private final Tensor weight;
        private final Tensor bias;

        Whole(BackboneKind kind, Precision precision, int size) {
            backbone = kind.create(3, size);
            backbone.moveTo(Placement.onCpu(Precision.FLOAT64));
            FormulaWeights.fillModern(backbone);
            backbone.moveTo(Placement.onCpu(precision));
            String last = kind.classifier().name();
            weight = FormulaWeights.create(last + ".weight", CLASSES, backbone.featureWidth())
                    .to(precision.scalarType());
            bias = FormulaWeights.create(last + ".bias", CLASSES).to(precision.scalarType());
        }

        Tensor logits(Tensor features) {
            return torch.linear(features, weight, new TensorOptional(bias));
        }

        @Override
        public void close() {
            backbone.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"mobilenet_v2, torchvision/mobilenet_v2"})
    void equalsItsModel(String name, String id) throws IOException {
        JsonNode model = golden(id);
        for (JsonNode run : model.get("runs")) {
            check(Backbones.of(name), model, run);
        }
    }

    private static void check(BackboneKind kind, JsonNode model, JsonNode run) {
        int size = run.get("height").asInt();
        long[] shape = {run.get("batch").asInt(), 3, size, run.get("width").asInt()};
        try (PointerScope scope = new PointerScope();
                Whole whole = new Whole(kind, Precision.FLOAT64, size)) {
            assertThat(whole.backbone.parameterCount() + whole.weight.numel() + whole.bias.numel())
                    .isEqualTo(model.get("parameters").asLong());
            assertThat(whole.backbone.namedTensors().size() + 2)
                    .isEqualTo(model.get("keys").asInt());
            Tensor images = FormulaWeights.numbers(FIRST, shape);
            Tensor features = whole.backbone.forward(images, Mode.EVALUATION);
            checkRows("features", features, run.at("/eval/features"), FLOAT64);
            Tensor logits = whole.logits(features);
            checkRows("logits", logits, run.at("/eval/logits"), FLOAT64);
            Tensor loss =
                    logits.mul(FormulaWeights.numbers(GRADIENT, logits.shape())).sum();
            loss.backward();
            checkGradients(whole.backbone, run.at("/gradient_eval/l2_of_every_parameter"));
            Tensors.withoutGradient(() -> checkTraining(whole, images, shape, run.get("train")));
        }
        try (PointerScope scope = new PointerScope();
                Whole whole = new Whole(kind, Precision.FLOAT32, size)) {
            Tensor images = FormulaWeights.numbers(FIRST, shape).to(Precision.FLOAT32.scalarType());
            Tensor features = Tensors.withoutGradient(() -> whole.backbone.forward(images, Mode.EVALUATION));
            checkRows("features in float32", features, run.at("/eval/features"), FLOAT32);
        }
    }

    private static void checkGradients(Backbone backbone, JsonNode lengths) {
        int checked = 0;
        for (Parameter parameter : backbone.trainableParameters()) {
            JsonNode length = lengths.get(parameter.name());
            double found =
                    Math.sqrt(Tensors.item(parameter.tensor().grad().square().sum()));
            assertClose(
                    "gradient of " + parameter.name(), new double[] {found}, new double[] {length.asDouble()}, FLOAT64);
            checked++;
        }
        assertThat(checked).isEqualTo(lengths.size() - 2);
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
                                    .get(sum.getKey() + ".running_" + kind)
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
