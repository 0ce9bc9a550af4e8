package io.github.biwaa.network.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.network.convolution.ResNet.BasicBlock;
import io.github.biwaa.network.convolution.ResNet.BlockKind;
import io.github.biwaa.network.convolution.ResNet.BottleneckBlock;
import io.github.biwaa.network.convolution.SqueezeNet.Fire;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Dropout;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Sequential;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The backward sweep against numerical differentiation in float64. An operation that overwrites what another one needs, such as the shortcut of a
 * residual block, shows here.
 */
class GradientTest {
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 1e-6;
    private static final int SEED = 7;

    /** Kind of layer, channels and size of the input. */
    static Stream<Arguments> layers() {
        return Stream.of(
                layer("basic block", () -> new BasicBlock(4, 4, 1), 4, 6),
                layer("basic block with downsampling", () -> new BasicBlock(3, 4, 2), 3, 6),
                layer("bottleneck block", () -> new BottleneckBlock(8, 2, 1), 8, 6),
                layer("bottleneck block, wider", () -> new BottleneckBlock(4, 2, 1), 4, 6),
                layer("bottleneck block with downsampling", () -> new BottleneckBlock(8, 3, 2), 8, 6),
                layer("basic ResNet", () -> tiny(BlockKind.BASIC), 3, 24),
                layer("bottleneck ResNet", () -> tiny(BlockKind.BOTTLENECK), 3, 24),
                layer("fire module", () -> new Fire(6, 3, 4), 6, 5),
                layer("VGG's layers", GradientTest::smallVgg, 2, 8),
                layer("LeNet", () -> new LeNet(1, 20), 1, 20),
                layer("DTN", () -> new Dtn(3, 9), 3, 9));
    }

    private static Arguments layer(String name, Supplier<Layer> factory, int channels, int size) {
        return Arguments.of(Named.of(name, factory), channels, size);
    }

    private static ResNet tiny(BlockKind kind) {
        return new ResNet(kind, new int[] {2, 2}, new int[] {3, 5}, 4, 3);
    }

    /** Convolution, in-place ReLU, pool and dropout in VGG's order, with and without batch norm. */
    private static Layer smallVgg() {
        return new Sequential("stem")
                .add(Conv2d.heNormal(2, 3, 3, 1, 1))
                .add(Operation.relu())
                .add(Conv2d.heNormal(3, 4, 3, 1, 1))
                .add(new BatchNorm(4))
                .add(Operation.relu())
                .add(Operation.maxPool(2, 2))
                .add(Dropout.ofEntries(0.5));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void whileTraining(Supplier<Layer> factory, int channels, int size) {
        check(factory, channels, size, Mode.TRAINING);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void whileEvaluating(Supplier<Layer> factory, int channels, int size) {
        check(factory, channels, size, Mode.EVALUATION);
    }

    private static void check(Supplier<Layer> factory, int channels, int size, Mode mode) {
        Engine.load();
        Engine.seed(SEED);
        try (PointerScope scope = new PointerScope();
                Layer layer = factory.get()) {
            layer.moveTo(Placement.onCpu(Precision.FLOAT64));
            // Biases of zero put whole maps exactly on the kink of ReLU, where no derivative exists.
            Tensors.withoutGradient(() -> layer.trainableParameters().forEach(parameter -> parameter
                    .tensor()
                    .add_(Tensors.times(normal(parameter.tensor().shape()), 0.05))));
            Tensor input = normal(4, channels, size, size).set_requires_grad(true);
            double[] before = Tensors.toDoubles(input);
            Tensor output = forward(layer, input, mode);
            Tensor weights = normal(output.shape());
            output.mul(weights).sum().backward();
            assertThat(Tensors.toDoubles(input))
                    .as("the input is left as it was")
                    .isEqualTo(before);

            Map<String, Tensor> variables = new LinkedHashMap<>();
            variables.put("input", input);
            layer.trainableParameters().forEach(parameter -> variables.put(parameter.name(), parameter.tensor()));
            variables.forEach((name, tensor) -> {
                Tensor gradient = tensor.grad();
                Tensor direction = normal(tensor.shape());
                direction.div_(direction.norm());
                double expected = Tensors.withoutGradient(() -> {
                    double after = shifted(layer, input, weights, mode, tensor, direction, STEP);
                    double earlier = shifted(layer, input, weights, mode, tensor, direction, -STEP);
                    return (after - earlier) / (2 * STEP);
                });
                double length = Tensors.item(gradient.norm());
                assertThat(Tensors.item(gradient.mul(direction).sum()))
                        .as("derivative by %s, gradient of length %s", name, length)
                        .isCloseTo(expected, within(TOLERANCE * Math.max(length, 0.1)));
            });
        }
    }

    /** The weighted sum of the outputs with one tensor moved along a direction. */
    private static double shifted(
            Layer layer, Tensor input, Tensor weights, Mode mode, Tensor moved, Tensor direction, double step) {
        try (PointerScope scope = new PointerScope()) {
            Tensor original = moved.clone();
            moved.add_(Tensors.times(direction, step));
            double value = Tensors.item(forward(layer, input, mode).mul(weights).sum());
            moved.copy_(original);
            return value;
        }
    }

    /** Always with the same dropout masks. */
    private static Tensor forward(Layer layer, Tensor input, Mode mode) {
        Engine.seed(SEED);
        return layer.forward(input, mode);
    }

    private static Tensor normal(long... shape) {
        return Tensors.zeros(Precision.FLOAT64, shape).normal_(0, 1, new GeneratorOptional());
    }
}
