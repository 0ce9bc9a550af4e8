package io.github.biwaa.network;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;

/** A function without parameters as a layer, so that it takes its number in a {@link Sequential}. */
public final class Operation extends Layer implements Exportable {
    private final BiFunction<Tensor, Mode, Tensor> function;
    private final BiFunction<GraphBuilder, GraphValue, GraphValue> description;

    private Operation(
            BiFunction<Tensor, Mode, Tensor> function, BiFunction<GraphBuilder, GraphValue, GraphValue> description) {
        this.function = function;
        this.description = description;
    }

    /** max(x, 0); overwrites its input, see {@link Activations#reluInPlace}. */
    public static Operation relu() {
        return new Operation((input, mode) -> Activations.reluInPlace(input), GraphBuilder::relu);
    }

    /** min(max(x, 0), 6); overwrites its input as {@link #relu} does. */
    public static Operation relu6() {
        return new Operation(
                (input, mode) -> Activations.relu6InPlace(input), (graph, input) -> graph.clip(input, 0, 6));
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

    /** Zeroes entries with probability p while training and scales the rest by 1 / (1 - p). */
    public static Operation dropout(double probability) {
        return new Operation((input, mode) -> Activations.dropout(input, probability, mode), (graph, input) -> input);
    }

    /** Zeroes whole channels with probability p while training and scales the rest by 1 / (1 - p). */
    public static Operation dropoutOfChannels(double probability) {
        return new Operation(
                (input, mode) -> Activations.dropoutOfChannels(input, probability, mode), (graph, input) -> input);
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
