package io.github.biwaa.network.graph;

import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Collects the operations of a network, one call each. Constants are named after the network's tensors; others get names by number. A method throws
 * {@link IllegalArgumentException} if the shapes do not fit.
 */
public final class GraphBuilder {
    private final Map<Tensor, String> names = new IdentityHashMap<>();
    private final List<GraphOperation> operations = new ArrayList<>();
    private final ArrayOperations arrays = new ArrayOperations(this);
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
     * Any operation; the methods below add those that networks here are made of.
     *
     * @param type what exporters know it by; ONNX's name where there is one
     * @param shape of the output, of one sample
     * @param attributes by name, in order: each a Long, a Double or a List of Long
     * @param constants by name, in order
     */
    public GraphValue operation(
            String type,
            List<GraphValue> inputs,
            List<Integer> shape,
            Map<String, Object> attributes,
            Map<String, GraphTensor> constants) {
        GraphValue output = value(shape);
        operations.add(new GraphOperation(type, inputs, output, attributes, constants));
        return output;
    }

    /** @return the operations of networks that work on arrays of any number of axes */
    public ArrayOperations arrays() {
        return arrays;
    }

    /** A map as an array of pixels: [channels, height, width] to [height, width, channels]. */
    public GraphValue pixelsOf(GraphValue map) {
        requireMap(map);
        return arrays.transpose(map, List.of(1, 2, 0));
    }

    /** An array of pixels as a map: [height, width, channels] to [channels, height, width]. */
    public GraphValue mapOf(GraphValue pixels) {
        return arrays.transpose(pixels, List.of(2, 0, 1));
    }

    /** @return a tensor of the network, by its name, as a constant of the graph */
    public GraphTensor constant(Tensor tensor) {
        return GraphTensor.of(names.computeIfAbsent(tensor, unknown -> "constant" + unnamed++), tensor);
    }

    /**
     * A convolution with square windows: {@code Conv}.
     *
     * @param weight [out, in / groups, kernel, kernel]
     * @param bias [out], or null
     */
    public GraphValue convolution(GraphValue map, Tensor weight, @Nullable Tensor bias, int stride, int padding) {
        return convolution(map, weight, bias, stride, new int[] {padding, padding, padding, padding}, 1);
    }

    /**
     * A convolution with square windows: {@code Conv}.
     *
     * @param weight [out, in / groups, kernel, kernel]
     * @param bias [out], or null
     * @param around zeros above, to the left, below and to the right
     */
    public GraphValue convolution(
            GraphValue map, Tensor weight, @Nullable Tensor bias, int stride, int[] around, int groups) {
        requireMap(map);
        require(
                weight.dim() == 4 && weight.size(1) * groups == map.channels(),
                "a convolution of " + weight.size(1) * groups,
                map);
        int kernel = (int) weight.size(2);
        Map<String, Object> attributes = windowed(kernel, stride, 0);
        attributes.put("pads", IntStream.of(around).asLongStream().boxed().toList());
        if (groups > 1) {
            attributes.put("group", (long) groups);
        }
        return operation(
                "Conv",
                List.of(map),
                List.of(
                        (int) weight.size(0),
                        windows(map.height() + around[0] + around[2], kernel, stride, 0, false),
                        windows(map.width() + around[1] + around[3], kernel, stride, 0, false)),
                attributes,
                constants("W", weight, "B", bias));
    }

    /** Batch norm with the statistics of training, of a map or of features; all four tensors are [C]: {@code BatchNormalization}. */
    public GraphValue batchNormalisation(
            GraphValue from, Tensor weight, Tensor bias, Tensor mean, Tensor variance, double epsilon) {
        require(weight.numel() == from.channels(), "a batch norm of " + weight.numel(), from);
        Map<String, GraphTensor> constants = constants("scale", weight, "B", bias);
        constants.putAll(constants("input_mean", mean, "input_var", variance));
        return operation("BatchNormalization", List.of(from), from.shape(), Map.of("epsilon", epsilon), constants);
    }

    /**
     * {@code x W^T + b}: {@code Gemm}.
     *
     * @param weight W, [out, in]
     * @param bias b, [out]
     */
    public GraphValue affine(GraphValue features, Tensor weight, Tensor bias) {
        require(
                !features.isMap() && weight.size(1) == features.channels(),
                "a linear layer of " + weight.size(1),
                features);
        return operation(
                "Gemm",
                List.of(features),
                List.of((int) weight.size(0)),
                Map.of("transB", 1L),
                constants("B", weight, "C", bias));
    }

    /** max(x, 0): {@code Relu}. */
    public GraphValue relu(GraphValue from) {
        return operation("Relu", List.of(from), from.shape(), Map.of(), Map.of());
    }

    /** min(max(x, least), most): {@code Clip}. */
    public GraphValue clip(GraphValue from, double least, double most) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("min", least);
        attributes.put("max", most);
        return operation("Clip", List.of(from), from.shape(), attributes, Map.of());
    }

    /** The largest value of each window; with ceiling mode the last window may hang over the border: {@code MaxPool}. */
    public GraphValue maxPool(GraphValue map, int kernel, int stride, int padding, boolean ceiling) {
        requireMap(map);
        Map<String, Object> attributes = windowed(kernel, stride, padding);
        attributes.put("ceil_mode", ceiling ? 1L : 0L);
        return operation(
                "MaxPool",
                List.of(map),
                windows(map.channels(), map, kernel, stride, padding, ceiling),
                attributes,
                Map.of());
    }

    /**
     * The mean over each cell of a grid of size x size, as a row of features: {@code AdaptiveAveragePool}, which ONNX lacks. Cell i goes from
     * floor(i H / size) to ceil((i + 1) H / size).
     */
    public GraphValue averagePoolTo(int size, GraphValue map) {
        requireMap(map);
        return flatten(operation(
                "AdaptiveAveragePool",
                List.of(map),
                List.of(map.channels(), size, size),
                Map.of("output_size", (long) size),
                Map.of()));
    }

    /** The mean over height and width, as a row of features. */
    public GraphValue globalAveragePool(GraphValue map) {
        return averagePoolTo(1, map);
    }

    /** A map as a row of features, channel by channel, row by row: {@code Flatten}. */
    public GraphValue flatten(GraphValue map) {
        requireMap(map);
        return operation(
                "Flatten",
                List.of(map),
                List.of(map.channels() * map.height() * map.width()),
                Map.of("axis", 1L),
                Map.of());
    }

    /** {@code x * factor}: {@code Mul}; nothing is added for 1. */
    public GraphValue scale(GraphValue from, double factor) {
        if (factor == 1) {
            return from;
        }
        GraphTensor constant =
                new GraphTensor("factor" + unnamed++, List.of(), () -> Tensors.of(new double[] {factor}));
        return operation("Mul", List.of(from), from.shape(), Map.of(), Map.of("B", constant));
    }

    /** From logits to probabilities, along the last axis: {@code Softmax}. */
    public GraphValue softmax(GraphValue logits) {
        long axis = logits.shape().size();
        return operation("Softmax", List.of(logits), logits.shape(), Map.of("axis", axis), Map.of());
    }

    /** left + right: {@code Add}. */
    public GraphValue sum(GraphValue left, GraphValue right) {
        require(left.shape().equals(right.shape()), "a sum with " + right.shape(), left);
        return operation("Add", List.of(left, right), left.shape(), Map.of(), Map.of());
    }

    /** The channels of left, then those of right: {@code Concat}. */
    public GraphValue concatenation(GraphValue left, GraphValue right) {
        requireMap(left);
        requireMap(right);
        require(
                left.shape().subList(1, 3).equals(right.shape().subList(1, 3)),
                "a concatenation with " + right.shape(),
                left);
        return operation(
                "Concat",
                List.of(left, right),
                List.of(left.channels() + right.channels(), left.height(), left.width()),
                Map.of("axis", 1L),
                Map.of());
    }

    private GraphValue value(List<Integer> shape) {
        return new GraphValue(values++, shape);
    }

    private Map<String, GraphTensor> constants(
            String firstName, Tensor first, String secondName, @Nullable Tensor second) {
        Map<String, GraphTensor> constants = new LinkedHashMap<>();
        constants.put(firstName, constant(first));
        if (second != null) {
            constants.put(secondName, constant(second));
        }
        return constants;
    }

    private static Map<String, Object> windowed(long kernel, long stride, long padding) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("kernel_shape", List.of(kernel, kernel));
        attributes.put("strides", List.of(stride, stride));
        attributes.put("pads", List.of(padding, padding, padding, padding));
        return attributes;
    }

    private static List<Integer> windows(
            int channels, GraphValue map, int kernel, int stride, int padding, boolean ceiling) {
        return List.of(
                channels,
                windows(map.height(), kernel, stride, padding, ceiling),
                windows(map.width(), kernel, stride, padding, ceiling));
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
