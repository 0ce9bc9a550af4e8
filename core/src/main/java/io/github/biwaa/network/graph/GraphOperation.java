package io.github.biwaa.network.graph;

import java.util.List;
import java.util.Optional;

/** One step of a network that is used, not trained: dropout does nothing and is no operation. */
public sealed interface GraphOperation {

    /** @return what goes in */
    List<GraphValue> inputs();

    /** @return what comes out */
    GraphValue output();

    /** An operation on one value. */
    sealed interface Unary extends GraphOperation {
        /** @return what goes in */
        GraphValue input();

        @Override
        default List<GraphValue> inputs() {
            return List.of(input());
        }
    }

    /** An operation on two values. */
    sealed interface Binary extends GraphOperation {
        /** @return what goes in first */
        GraphValue left();

        /** @return what goes in second */
        GraphValue right();

        @Override
        default List<GraphValue> inputs() {
            return List.of(left(), right());
        }
    }

    /**
     * Two-dimensional convolution.
     *
     * @param weight [out, in, kernel, kernel]
     * @param bias [out], if there is one
     * @param stride in both directions
     * @param padding zeros on each side
     */
    record Convolution(
            GraphValue input,
            GraphValue output,
            GraphTensor weight,
            Optional<GraphTensor> bias,
            int stride,
            int padding)
            implements Unary {}

    /**
     * {@code (x - mean) / sqrt(variance + epsilon) * weight + bias} per channel of a map, or per feature.
     *
     * @param weight [C]
     * @param bias [C]
     * @param mean [C], of training
     * @param variance [C], of training
     * @param epsilon above 0
     */
    record BatchNormalisation(
            GraphValue input,
            GraphValue output,
            GraphTensor weight,
            GraphTensor bias,
            GraphTensor mean,
            GraphTensor variance,
            double epsilon)
            implements Unary {}

    /**
     * {@code x W^T + b} of rows.
     *
     * @param weight W, [out, in]
     * @param bias b, [out]
     */
    record Affine(GraphValue input, GraphValue output, GraphTensor weight, GraphTensor bias) implements Unary {}

    /** max(x, 0). */
    record Relu(GraphValue input, GraphValue output) implements Unary {}

    /**
     * The largest value of each window.
     *
     * @param kernel side of a window
     * @param stride in both directions
     * @param padding on each side; padded places never are the largest
     * @param ceiling whether the last window may hang over the border
     */
    record MaxPool(GraphValue input, GraphValue output, int kernel, int stride, int padding, boolean ceiling)
            implements Unary {}

    /**
     * The mean over each cell of a grid of size x size, whatever the map's size: cell i goes from floor(i H / size) to ceil((i + 1) H / size).
     *
     * @param size cells in each direction
     */
    record AveragePoolTo(GraphValue input, GraphValue output, int size) implements Unary {}

    /** A map as a row of features, channel by channel, row by row. */
    record Flatten(GraphValue input, GraphValue output) implements Unary {}

    /**
     * {@code x * factor}.
     *
     * @param factor what everything is multiplied by
     */
    record Scale(GraphValue input, GraphValue output, double factor) implements Unary {}

    /** From logits to probabilities. */
    record Softmax(GraphValue input, GraphValue output) implements Unary {}

    /** left + right, of the same shape. */
    record Sum(GraphValue left, GraphValue right, GraphValue output) implements Binary {}

    /** The channels of left, then those of right. */
    record Concatenation(GraphValue left, GraphValue right, GraphValue output) implements Binary {}
}
