package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.RecipeSettings.AVERAGE;
import static io.github.biwaa.settings.RecipeSettings.HEAD_FIRST;
import static io.github.biwaa.settings.TrainingSettings.RAMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.biwaa.golden.GoldenArrays;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.backbone.HeadNames;
import io.github.biwaa.network.layer.Initializers;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.training.TinyTrainings;
import io.github.biwaa.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRecipeTest {
    @TempDir
    Path folder;

    /** Golden G: which layer timm counts each parameter to, and whether it decays. */
    @ParameterizedTest
    @CsvSource({
        "vit_small_patch16_224, vit_small_patch16_224",
        "vit_base_patch16_clip_224, vit_base_patch16_clip_224.openai",
        "vit_small_patch14_dinov2, vit_small_patch14_dinov2",
        "convnext_atto, convnext_atto",
        "swin_tiny_patch4_window7_224, swin_tiny_patch4_window7_224"
    })
    void layersAndDecayingWeightsAreTimms(String name, String id) throws IOException {
        JsonNode golden =
                GoldenArrays.json("recipes.json").get("layer_groups").get(id).get("group_of_parameter");
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Initializers.shapesOnly(Backbones.of(name)::create)) {
            List<String> layers = backbone.layers();
            assertThat(backbone.trainableParameters()).isNotEmpty().allSatisfy(parameter -> {
                JsonNode expected = golden.get(parameter.name());
                assertThat(layer(layers, parameter))
                        .as(parameter.name())
                        .isEqualTo(expected.get(0).asInt());
                assertThat(TrainingRecipe.isWeightOfLayer(parameter))
                        .as(parameter.name())
                        .isEqualTo(expected.get(1).asBoolean());
            });
        }
    }

    /** Its names here are torchvision's: groups are compared by their sizes. The classifier is in timm's last layer alone. */
    @Test
    void layersOfMobileNetV3AreTimms() throws IOException {
        Map<String, Integer> expected = new TreeMap<>();
        GoldenArrays.json("recipes.json")
                .get("layer_groups")
                .get("mobilenetv3_large_100")
                .get("groups_in_order")
                .forEach(group -> expected.put(
                        group.get("layer").asInt() + " " + group.get("decay").asBoolean(),
                        group.get("count").asInt() - (group.get("layer").asInt() == 17 ? 1 : 0)));
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Initializers.shapesOnly(Backbones.of("mobilenetv3_large_100")::create)) {
            List<String> layers = backbone.layers();
            assertThat(backbone.trainableParameters().stream()
                            .collect(Collectors.toMap(
                                    parameter ->
                                            layer(layers, parameter) + " " + TrainingRecipe.isWeightOfLayer(parameter),
                                    parameter -> 1,
                                    Integer::sum)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void layersAreTheStagesWhereNothingElseIsSaid() {
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Initializers.shapesOnly(Backbones.of("resnet18")::create)) {
            List<String> layers = backbone.layers();
            assertThat(layers).hasSameSizeAs(backbone.stages());
            assertThat(backbone.trainableParameters()).allSatisfy(parameter -> assertThat(layer(layers, parameter))
                    .as(parameter.name())
                    .isEqualTo(
                            parameter.name().startsWith("layer")
                                    ? parameter.name().charAt(5) - '0'
                                    : 0));
        }
    }

    private static int layer(List<String> layers, Parameter parameter) {
        return IntStream.range(0, layers.size())
                .filter(i -> parameter.name().matches(layers.get(i)))
                .findFirst()
                .orElse(layers.size());
    }

    /** DTN has batch norms, whose statistics rest too. */
    @ParameterizedTest
    @ValueSource(ints = {2, 1})
    void theBackboneRestsWhileTheHeadsLearn(int headFirst) throws IOException {
        TinyTrainings.draw(folder);
        TrainingConfiguration configuration =
                TinyTrainings.batchNorm(folder, 1, 2).with(HEAD_FIRST, headFirst);
        Engine.seed(new SeedSequence(configuration.seedOfRun(0)).seedOf(SeedSequence.Purpose.INITIALISATION));
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork start =
                        new NetworkFactory(configuration, Optional.empty(), 2).network(OptionalInt.empty());
                StateDict trained = Safetensors.read(train("out", configuration).resolve(ModelFolder.WEIGHTS))) {
            start.namedTensors().forEach((name, tensor) -> {
                if (tensor.is_floating_point() && !name.endsWith(".bias")) {
                    assertThat(tensor.equal(trained.get(name)))
                            .as("%s is as at the start", name)
                            .isEqualTo(headFirst == 2 && !HeadNames.isHead(name));
                }
            });
        }
    }

    /** The first step leaves a copy, the second a mean; it is scored, too. */
    @Test
    void theAverageIsSavedAndScored() throws IOException {
        TinyTrainings.draw(folder);
        StateDict first = weights("first", 1, 0);
        StateDict second = weights("second", 2, 0);
        try (PointerScope scope = new PointerScope();
                first;
                second;
                StateDict copy = weights("copy", 1, 0.9);
                StateDict mean = weights("mean", 2, 0.9)) {
            double kept = 1 - Math.pow(2, -2.0 / 3);
            for (String name : first.names()) {
                double[] before = Tensors.toDoubles(first.get(name));
                double[] after = Tensors.toDoubles(second.get(name));
                double[] averaged = Tensors.toDoubles(mean.get(name));
                assertThat(Tensors.toDoubles(copy.get(name))).as(name).isEqualTo(before);
                assertThat(averaged).as(name).hasSameSizeAs(before);
                assertThat(IntStream.range(0, before.length)
                                .mapToDouble(i -> Math.abs(averaged[i] - kept * before[i] - (1 - kept) * after[i]))
                                .max()
                                .orElseThrow())
                        .as(name)
                        .isLessThanOrEqualTo(1e-6);
            }
        }
        Path run = folder.resolve("mean");
        try (PointerScope scope = new PointerScope();
                Classifier classifier = Classifier.load(run)) {
            Tensor scores = Npy.read(run.resolve("run-0/scores.npy"));
            assertThat(classifier.classify(folder.resolve("target/00.png")).probabilities())
                    .containsExactly(Tensors.toDoubles(scores.select(0, 0)), within(1e-6));
        }
    }

    private StateDict weights(String out, int iterations, double decay) {
        TrainingConfiguration configuration = TinyTrainings.configuration(folder, 1, iterations, 0.05)
                .with(RAMP, 100.0)
                .with(AVERAGE, decay);
        return Safetensors.read(train(out, configuration).resolve(ModelFolder.WEIGHTS));
    }

    private Path train(String out, TrainingConfiguration configuration) {
        RunFolder run = new RunFolder(folder.resolve(out));
        TinyTrainings.training(configuration, run, TrainingListener.SILENT).run(RunFolder.Existing.REFUSE);
        return run.model(0);
    }
}
