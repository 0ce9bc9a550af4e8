package io.github.biwaa.network.graph;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Collects the operations of a network, one call each. Constants are named after the network's tensors; others get names by number. A method throws
 * {@link IllegalArgumentException} if the shapes do not fit.
 */
public final class GraphBuilder {
    private final Map<Tensor, String> names = new IdentityHashMap<>();
    private final List<GraphOperation> operations = new ArrayList<>();
    private final GraphValue input;
    private int values;
    private int unnamed;

    /**
     * @param tensors the network's, by name
     * @param inputShape of one sample: [channels, height, width], or [features]
     */
    public GraphBuilder(Map<String, Tensor> tensors, List<Integer> inputShape) {
        tensors.forEach((name, tensor) -> names.put(tensor, name));
        this.input = value(inputShape);
    }

    /** @return what the network sees */
    public GraphValue input() {
        return input;
    }

    /** @return all that was added, ending in the value given */
    public NetworkGraph build(GraphValue output) {
        return new NetworkGraph(input, operations, output);
    }

    /**
     * A convolution with square windows.
     *
     * @param weight [out, in, kernel, kernel]
     * @param bias [out], or null
     */
    public GraphValue convolution(GraphValue map, Tensor weight, Tensor bias, int stride, int padding) {
        requireMap(map);
        require(weight.dim() == 4 && weight.size(1) == map.channels(), "a convolution of " + weight.size(1), map);
        int kernel = (int) weight.size(2);
        GraphValue output = value(List.of(
                (int) weight.size(0),
                windows(map.height(), kernel, stride, padding, false),
                windows(map.width(), kernel, stride, padding, false)));
        return add(new GraphOperation.Convolution(
                map, output, constant(weight), Optional.ofNullable(bias).map(this::constant), stride, padding));
    }

    /** Batch norm with the statistics of training, of a map or of features; all four tensors are [C]. */
    public GraphValue batchNormalisation(
            GraphValue from, Tensor weight, Tensor bias, Tensor mean, Tensor variance, double epsilon) {
        require(weight.numel() == from.channels(), "a batch norm of " + weight.numel(), from);
        return add(new GraphOperation.BatchNormalisation(
                from,
                value(from.shape()),
                constant(weight),
                constant(bias),
                constant(mean),
                constant(variance),
                epsilon));
    }

    /**
     * {@code x W^T + b}.
     *
     * @param weight W, [out, in]
     * @param bias b, [out]
     */
    public GraphValue affine(GraphValue features, Tensor weight, Tensor bias) {
        require(
                !features.isMap() && weight.size(1) == features.channels(),
                "a linear layer of " + weight.size(1),
                features);
        GraphValue output = value(List.of((int) weight.size(0)));
        return add(new GraphOperation.Affine(features, output, constant(weight), constant(bias)));
    }

    /** max(x, 0). */
    public GraphValue relu(GraphValue from) {
        return add(new GraphOperation.Relu(from, value(from.shape())));
    }

    /** The largest value of each window; with ceiling mode the last window may hang over the border. */
    public GraphValue maxPool(GraphValue map, int kernel, int stride, int padding, boolean ceiling) {
        requireMap(map);
        GraphValue output = value(List.of(
                map.channels(),
                windows(map.height(), kernel, stride, padding, ceiling),
                windows(map.width(), kernel, stride, padding, ceiling)));
        return add(new GraphOperation.MaxPool(map, output, kernel, stride, padding, ceiling));
    }

    /** The mean over each cell of a grid of size x size, as a row of features. */
    public GraphValue averagePoolTo(int size, GraphValue map) {
        requireMap(map);
        GraphValue pooled = value(List.of(map.channels(), size, size));
        add(new GraphOperation.AveragePoolTo(map, pooled, size));
        return flatten(pooled);
    }

    /** The mean over height and width, as a row of features. */
    public GraphValue globalAveragePool(GraphValue map) {
        return averagePoolTo(1, map);
    }

    /** A map as a row of features. */
    public GraphValue flatten(GraphValue map) {
        requireMap(map);
        return add(new GraphOperation.Flatten(map, value(List.of(map.channels() * map.height() * map.width()))));
    }

    /** {@code x * factor}; nothing is added for 1. */
    public GraphValue scale(GraphValue from, double factor) {
        return factor == 1 ? from : add(new GraphOperation.Scale(from, value(from.shape()), factor));
    }

    /** From logits to probabilities. */
    public GraphValue softmax(GraphValue logits) {
        return add(new GraphOperation.Softmax(logits, value(logits.shape())));
    }

    /** left + right. */
    public GraphValue sum(GraphValue left, GraphValue right) {
        require(left.shape().equals(right.shape()), "a sum with " + right.shape(), left);
        return add(new GraphOperation.Sum(left, right, value(left.shape())));
    }

    /** The channels of left, then those of right. */
    public GraphValue concatenation(GraphValue left, GraphValue right) {
        requireMap(left);
        requireMap(right);
        require(
                left.shape().subList(1, 3).equals(right.shape().subList(1, 3)),
                "a concatenation with " + right.shape(),
                left);
        GraphValue output = value(List.of(left.channels() + right.channels(), left.height(), left.width()));
        return add(new GraphOperation.Concatenation(left, right, output));
    }

    private GraphValue add(GraphOperation operation) {
        operations.add(operation);
        return operation.output();
    }

    private GraphValue value(List<Integer> shape) {
        return new GraphValue(values++, shape);
    }

    private GraphTensor constant(Tensor tensor) {
        return GraphTensor.of(names.computeIfAbsent(tensor, unknown -> "constant" + unnamed++), tensor);
    }

    /** How many windows fit; libtorch's rule: with ceiling mode the last one must begin inside the map or its left padding. */
    private static int windows(int side, int kernel, int stride, int padding, boolean ceiling) {
        int room = side + 2 * padding - kernel;
        if (room < 0) {
            throw new IllegalArgumentException("a window of " + kernel + " pixels in a map of " + side);
        }
        int count = (room + (ceiling ? stride - 1 : 0)) / stride + 1;
        return ceiling && (count - 1) * stride >= side + padding ? count - 1 : count;
    }

    private static void requireMap(GraphValue value) {
        require(value.isMap(), "an operation on maps", value);
    }

    private static void require(boolean fits, String what, GraphValue value) {
        if (!fits) {
            throw new IllegalArgumentException(what + " does not fit a value of shape " + value.shape());
        }
    }
}
