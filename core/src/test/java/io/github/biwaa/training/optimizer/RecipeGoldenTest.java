package io.github.biwaa.training.optimizer;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.biwaa.adaptation.schedule.Cosine;
import io.github.biwaa.adaptation.schedule.LearningRate;
import io.github.biwaa.adaptation.schedule.WarmUp;
import io.github.biwaa.golden.GoldenArrays;
import io.github.biwaa.network.backbone.FormulaWeights;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden G: twenty steps of a small network by AdamW, with groups of parameters, cosine after a warm-up, clipping, and the average of the weights. */
class RecipeGoldenTest {
    private static final int BATCH = 8;
    private static final int CLASSES = 3;
    private static final int HIDDEN = 5;
    private static final int INPUTS = 6;
    private static final Map<String, long[]> SHAPES = Map.of(
            "cls", new long[] {1, 1, HIDDEN},
            "fc1.weight", new long[] {HIDDEN, INPUTS},
            "fc1.bias", new long[] {HIDDEN},
            "norm.weight", new long[] {HIDDEN},
            "norm.bias", new long[] {HIDDEN},
            "fc2.weight", new long[] {CLASSES, HIDDEN},
            "fc2.bias", new long[] {CLASSES});

    /** {@code LN(tanh(x W1' + b1) + cls) W2' + b2}. */
    private static final class Toy extends Layer {
        private final Map<String, Tensor> weights = new LinkedHashMap<>();

        Toy(JsonNode initial) {
            initial.fields()
                    .forEachRemaining(entry -> weights.put(
                            entry.getKey(),
                            parameter(
                                    entry.getKey(),
                                    Tensors.of(numbers(entry.getValue()), SHAPES.get(entry.getKey())))));
        }

        @Override
        public Tensor forward(Tensor input, Mode mode) {
            Tensor hidden = torch.tanh(
                            input.matmul(weights.get("fc1.weight").t()).add(weights.get("fc1.bias")))
                    .add(weights.get("cls").reshape(1, HIDDEN));
            Tensor centred = hidden.sub(hidden.mean(new long[] {1}, true, null));
            Tensor variance = centred.square().mean(new long[] {1}, true, null);
            Tensor normed = centred.div(variance.add(Tensors.scalar(1e-6)).sqrt())
                    .mul(weights.get("norm.weight"))
                    .add(weights.get("norm.bias"));
            return normed.matmul(weights.get("fc2.weight").t()).add(weights.get("fc2.bias"));
        }

        Tensor loss() {
            long[] labels =
                    IntStream.range(0, BATCH).mapToLong(i -> i % CLASSES).toArray();
            Tensor input = FormulaWeights.images(BATCH, INPUTS, 1).reshape(BATCH, INPUTS);
            return torch.cross_entropy_loss(forward(input, Mode.TRAINING), Tensors.of(labels, BATCH));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a_layer_decay_clip", "b_plain_noclip_prefix"})
    void everyStepEqualsTimm(String name) throws IOException {
        JsonNode golden = GoldenArrays.json("recipes.json").get("toy").get(name);
        JsonNode steps = golden.get("steps");
        try (PointerScope scope = new PointerScope();
                Toy toy = new Toy(golden.get("initial"));
                Optimizer optimizer = optimizer(toy, golden);
                WeightAverage average = new WeightAverage(toy, 0.9998)) {
            LearningRate rate = rate(golden.get("settings").get("schedule"), golden);
            for (int i = 0; i < steps.size(); i++) {
                Tensor loss = toy.loss();
                assertNumber(
                        name + ": loss " + i, Tensors.item(loss), steps.get(i).get("loss"));
                loss.backward();
                assertNumber("norm " + i, norm(toy), steps.get(i).get("grad_norm"));
                optimizer.step(rate.at(i));
                average.update(i);
                JsonNode after = golden.get("parameters_after").get(String.valueOf(i + 1));
                if (after != null) {
                    assertWeights("after " + (i + 1), toy.namedTensors(), after);
                }
            }
            assertNumber("last loss", Tensors.item(toy.loss()), golden.get("final_loss"));
            JsonNode moments = golden.get("adam_state_of_fc1_weight_after_20");
            assertWeights(
                    "moments",
                    Map.of(
                            "exp_avg", optimizer.state().get("mean.fc1.weight"),
                            "exp_avg_sq", optimizer.state().get("square.fc1.weight")),
                    moments);
            average.during(() -> {
                assertWeights(
                        "average",
                        toy.namedTensors(),
                        golden.get("ema_after_20").get("v3_decay_0.9998_warmup_step_passed"));
                return null;
            });
            assertWeights(
                    "afterwards",
                    toy.namedTensors(),
                    golden.get("parameters_after").get("20"));
        }
    }

    private static Optimizer optimizer(Toy toy, JsonNode golden) {
        JsonNode clip = golden.get("settings").get("clip_norm");
        Optimizer plain = new AdamWOptimizer();
        Optimizer optimizer = clip.isNull() ? plain : new ClippedOptimizer(plain, clip.asDouble());
        for (JsonNode group : golden.get("groups")) {
            List<Parameter> parameters = new ArrayList<>();
            group.get("parameters")
                    .forEach(name -> parameters.add(new Parameter(name.asText(), toy.weights.get(name.asText()))));
            optimizer.add(
                    parameters,
                    group.get("lr_scale").asDouble(),
                    group.get("weight_decay").asDouble());
        }
        return optimizer;
    }

    /** Without {@code warmup_prefix} the cosine is read at the step itself, as if it had run during the warm-up. */
    private static LearningRate rate(JsonNode schedule, JsonNode golden) {
        int warmUp = schedule.get("warmup_t").asInt();
        Cosine cosine = new Cosine(
                golden.get("settings").get("lr").asDouble(),
                schedule.get("lr_min").asDouble(),
                schedule.get("t_initial").asInt());
        LearningRate warm = new WarmUp(schedule.get("warmup_lr_init").asDouble(), warmUp, cosine);
        return schedule.get("warmup_prefix").asBoolean() ? warm : i -> (i < warmUp ? warm : cosine).at(i);
    }

    private static double norm(Toy toy) {
        return Math.sqrt(toy.weights.values().stream()
                .mapToDouble(weight -> Tensors.item(weight.grad().square().sum()))
                .sum());
    }

    private static void assertWeights(String what, Map<String, Tensor> weights, JsonNode expected) {
        expected.fields()
                .forEachRemaining(entry -> assertClose(
                        what + " " + entry.getKey(),
                        Tensors.toDoubles(weights.get(entry.getKey())),
                        numbers(entry.getValue()),
                        FLOAT64));
    }

    private static void assertNumber(String what, double actual, JsonNode expected) {
        assertClose(what, new double[] {actual}, new double[] {expected.asDouble()}, FLOAT64);
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asDouble();
        }
        return numbers;
    }
}
