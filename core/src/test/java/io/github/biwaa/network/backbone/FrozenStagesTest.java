package io.github.biwaa.network.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A frozen stage takes part in nothing that training does. */
class FrozenStagesTest {
    private static final int BATCH = 3;

    @BeforeEach
    void seed() {
        Engine.load();
        Engine.seed(4);
    }

    /** Families that hand on tokens, or maps with the channels last: their layers do not simply follow each other. */
    private static final Set<String> OTHER_THAN_MAPS = Set.of("vit", "convnext", "swin");

    /** Every stage that comes before the last map of a network whose layers follow each other. */
    static Stream<Arguments> stagesOfMaps() {
        return stagesOfAll()
                .filter(arguments ->
                        !OTHER_THAN_MAPS.contains(((BackboneKind) arguments.get()[0]).family()));
    }

    /** Every stage that comes before the last map; the narrow networks stand for the wide ones. */
    static Stream<Arguments> stagesOfAll() {
        List<BackboneKind> kinds = new ArrayList<>(new NarrowNetworks().kinds());
        for (String name : new String[] {"resnet18", "resnet50", "squeezenet1_0", "squeezenet1_1", "lenet", "dtn"}) {
            kinds.add(Backbones.of(name));
        }
        return kinds.stream().flatMap(kind -> kind.stages().stream()
                .filter(stage -> !stage.equals("hidden"))
                .map(stage -> Arguments.of(kind, stage)));
    }

    @ParameterizedTest
    @MethodSource("stagesOfMaps")
    void theOutputOfTheLastFrozenStageHoldsNoGraph(BackboneKind kind, String last) {
        int size = size(kind);
        try (PointerScope scope = new PointerScope();
                Backbone backbone = kind.create(3, size)) {
            backbone.freezeThrough(last);
            Tensor map = Tensors.channelsLast(images(size));
            boolean frozen = true;
            for (Stage stage : backbone.stages()) {
                if (stage.name().equals("hidden")) {
                    break;
                }
                for (Layer layer : stage.layers()) {
                    map = layer.forward(map, Mode.TRAINING);
                }
                assertThat(map.requires_grad()).as("after %s", stage.name()).isEqualTo(!frozen);
                assertThat(map.grad_fn() == null || map.grad_fn().isNull())
                        .as("nothing to sweep before %s", stage.name())
                        .isEqualTo(frozen);
                frozen &= !stage.name().equals(last);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("stagesOfAll")
    void whatFollowsStillLearnsAndNothingElseChanges(BackboneKind kind, String last) {
        int size = size(kind);
        try (PointerScope scope = new PointerScope();
                Backbone backbone = kind.create(3, size)) {
            backbone.freezeThrough(last);
            Map<String, double[]> before = new HashMap<>();
            backbone.namedTensors().forEach((name, tensor) -> before.put(name, Tensors.toDoubles(tensor)));
            List<String> learning =
                    backbone.trainableParameters().stream().map(Parameter::name).toList();
            Tensor features = backbone.forward(images(size), Mode.TRAINING);
            assertThat(features.requires_grad()).isEqualTo(!learning.isEmpty());
            if (!learning.isEmpty()) {
                features.square().sum().backward();
            }
            backbone.namedTensors().forEach((name, tensor) -> {
                assertThat(tensor.grad().defined()).as(name).isEqualTo(learning.contains(name));
                if (isFrozen(name, learning)) {
                    assertThat(Tensors.toDoubles(tensor)).as(name).isEqualTo(before.get(name));
                }
            });
        }
    }

    /** Running statistics are no parameters: they are frozen where the scale beside them is. */
    private static boolean isFrozen(String name, List<String> learning) {
        int end = name.lastIndexOf('.');
        if (end < 0) {
            return !learning.contains(name);
        }
        String layer = name.substring(0, end);
        return learning.stream().noneMatch(parameter -> parameter.startsWith(layer + "."));
    }

    /** @return at least 32 pixels, in the multiple that the network asks for */
    private static int size(BackboneKind kind) {
        int multiple = kind.input().multiple();
        int smallest = Math.max(32, kind.minimumSize());
        return (smallest + multiple - 1) / multiple * multiple;
    }

    private static Tensor images(int size) {
        return FormulaWeights.images(BATCH, 3, size).to(ScalarType.Float);
    }

    /** Frozen to the end, a network that is trained does what it does when it is used. */
    @ParameterizedTest
    @CsvSource({"resnet18, layer4", "dtn, hidden", "lenet, hidden", "squeezenet1_1, layer3"})
    void normAndDropoutAreThoseOfUse(String name, String last) {
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of(name).create(3, 32)) {
            double[] used = Tensors.toDoubles(backbone.forward(images(32), Mode.EVALUATION));
            if (!name.startsWith("squeezenet")) {
                assertThat(Tensors.toDoubles(backbone.forward(images(32), Mode.TRAINING)))
                        .isNotEqualTo(used);
                // The pass above brought the running statistics up to date.
                used = Tensors.toDoubles(backbone.forward(images(32), Mode.EVALUATION));
            }
            backbone.freezeThrough(last);
            assertThat(backbone.trainableParameters()).isEmpty();
            assertThat(Tensors.toDoubles(backbone.forward(images(32), Mode.TRAINING)))
                    .isEqualTo(used);
        }
    }

    @Test
    void anUnknownStageIsRefusedWithThoseThereAre() {
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of("squeezenet1_1").create()) {
            assertThatThrownBy(() -> backbone.freezeThrough("layer4"))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessage("freeze: there is no stage \"layer4\", expected one of stem, layer1, layer2, layer3");
            assertThat(backbone.trainableParameters())
                    .hasSameSizeAs(backbone.namedTensors().keySet());
        }
    }
}
