package io.github.biwaa.network.layer;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.torch.Tensors;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A function without parameters as a layer, so that it takes its number in a {@link Sequential}. */
public final class Operation extends Layer implements Exportable {
    private static final double QUICK_GELU = 1.702;

    private final BiFunction<Tensor, Mode, Tensor> function;
    private final BiFunction<GraphBuilder, GraphValue, GraphValue> description;

    private Operation(
            BiFunction<Tensor, Mode, Tensor> function, BiFunction<GraphBuilder, GraphValue, GraphValue> description) {
        this.function = function;
        this.description = description;
    }

    /** max(x, 0); overwrites its input, see {@link Activations#relu}. */
    public static Operation relu() {
        return new Operation((input, mode) -> Activations.relu(input), GraphBuilder::relu);
    }

    /** min(max(x, 0), 6); overwrites its input as {@link #relu} does. */
    public static Operation relu6() {
        return new Operation((input, mode) -> Activations.relu6(input), (graph, input) -> graph.clip(input, 0, 6));
    }

    /** x times the normal distribution's cumulative probability of x, exactly (Hendrycks and Gimpel 2016). */
    public static Operation gelu() {
        return new Operation((input, mode) -> torch.gelu(input), (graph, input) -> graph.arrays()
                .each("Gelu", input));
    }

    /** x sigmoid(1.702 x): what CLIP was trained with in place of {@link #gelu}. */
    public static Operation quickGelu() {
        return new Operation(
                (input, mode) -> Tensors.scoped(
                        () -> input.mul(Tensors.times(input, QUICK_GELU).sigmoid())),
                (graph, input) ->
                        graph.arrays().times(input, graph.arrays().each("Sigmoid", graph.scale(input, QUICK_GELU))));
    }

    /** x sigmoid(x). */
    public static Operation silu() {
        return new Operation((input, mode) -> torch.silu(input), (graph, input) -> graph.arrays()
                .times(input, graph.arrays().each("Sigmoid", input)));
    }

    /** x min(max(x + 3, 0), 6) / 6 (Howard et al. 2019). */
    public static Operation hardSwish() {
        return new Operation((input, mode) -> torch.hardswish(input), (graph, input) -> graph.arrays()
                .times(input, graph.arrays().each("HardSigmoid", input)));
    }

    /** 1 / (1 + exp(-x)). */
    public static Operation sigmoid() {
        return new Operation((input, mode) -> input.sigmoid(), (graph, input) -> graph.arrays()
                .each("Sigmoid", input));
    }

    /** min(max(x + 3, 0), 6) / 6. */
    public static Operation hardSigmoid() {
        return new Operation((input, mode) -> torch.hardsigmoid(input), (graph, input) -> graph.arrays()
                .each("HardSigmoid", input));
    }

    /** The largest value of each window of kernel x kernel; windows stay inside the map. */
    public static Operation maxPool(int kernel, int stride) {
        return maxPool(kernel, stride, false);
    }

    /** The largest value of each window of kernel x kernel; windows may hang over the border. */
    public static Operation maxPoolWithCeiling(int kernel, int stride) {
        return maxPool(kernel, stride, true);
    }

    private static Operation maxPool(int kernel, int stride, boolean ceiling) {
        return new Operation(
                (input, mode) -> Activations.maxPool(input, kernel, stride, 0, ceiling),
                (graph, input) -> graph.maxPool(input, kernel, stride, 0, ceiling));
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        return function.apply(input, ownMode(mode));
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue input) {
        return description.apply(graph, input);
    }
}
