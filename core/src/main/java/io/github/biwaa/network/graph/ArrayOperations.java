package io.github.biwaa.network.graph;

import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The operations of networks that work on arrays of any number of axes, tokens for example, one call each. Axes are those of one sample, from 0; in the
 * graph the batch comes before them.
 */
public final class ArrayOperations {
    private final GraphBuilder graph;
    private int numbers;

    ArrayOperations(GraphBuilder graph) {
        this.graph = graph;
    }

    /** The same values in the same order under another shape: {@code Reshape}. */
    public GraphValue reshape(GraphValue from, List<Integer> shape) {
        require(from.size() == new GraphValue(0, shape).size(), "the shape " + shape, from);
        return graph.operation("Reshape", List.of(from), shape, Map.of("shape", withBatch(shape, -1)), Map.of());
    }

    /** Axes in another order: {@code Transpose}. */
    public GraphValue transpose(GraphValue from, List<Integer> order) {
        List<Integer> shape = order.stream().map(from.shape()::get).toList();
        List<Integer> shifted = order.stream().map(axis -> axis + 1).toList();
        return graph.operation("Transpose", List.of(from), shape, Map.of("perm", withBatch(shifted, 0)), Map.of());
    }

    /** One entry of an axis, which goes: {@code Gather}. */
    public GraphValue select(GraphValue from, int axis, int index) {
        List<Integer> shape = new ArrayList<>(from.shape());
        require(index < shape.remove(axis), "entry " + index, from);
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("axis", axis + 1L);
        attributes.put("index", (long) index);
        return graph.operation("Gather", List.of(from), shape, attributes, Map.of());
    }

    /** A run of entries of an axis: {@code Slice}. */
    public GraphValue slice(GraphValue from, int axis, int first, int count) {
        List<Integer> shape = new ArrayList<>(from.shape());
        require(first + count <= shape.get(axis), count + " entries from " + first, from);
        shape.set(axis, count);
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("axis", axis + 1L);
        attributes.put("start", (long) first);
        attributes.put("end", (long) first + count);
        return graph.operation("Slice", List.of(from), shape, attributes, Map.of());
    }

    /** Arrays one after the other along an axis: {@code Concat}. */
    public GraphValue concatenation(GraphValue first, GraphValue second, int axis) {
        List<Integer> shape = new ArrayList<>(first.shape());
        shape.set(axis, shape.get(axis) + second.shape().get(axis));
        return graph.operation("Concat", List.of(first, second), shape, Map.of("axis", axis + 1L), Map.of());
    }

    /** Zeros before and after the entries of an axis: {@code Pad}. */
    public GraphValue pad(GraphValue from, int axis, int before, int after) {
        if (before == 0 && after == 0) {
            return from;
        }
        int axes = from.shape().size() + 1;
        Long[] pads = Stream.generate(() -> 0L).limit(2L * axes).toArray(Long[]::new);
        pads[axis + 1] = (long) before;
        pads[axes + axis + 1] = (long) after;
        List<Integer> shape = new ArrayList<>(from.shape());
        shape.set(axis, shape.get(axis) + before + after);
        return graph.operation("Pad", List.of(from), shape, Map.of("pads", List.of(pads)), Map.of());
    }

    /** The matrices of the last two axes, multiplied: {@code MatMul}. */
    public GraphValue product(GraphValue left, GraphValue right) {
        int axes = left.shape().size();
        List<Integer> shape = new ArrayList<>(left.shape());
        require(shape.get(axes - 1).equals(right.shape().get(axes - 2)), "a product with " + right.shape(), left);
        shape.set(axes - 1, right.shape().get(axes - 1));
        return graph.operation("MatMul", List.of(left, right), shape, Map.of(), Map.of());
    }

    /**
     * {@code x W^T + b} of the last axis: {@code Linear}, which ONNX lacks.
     *
     * @param weight W, [out, in]
     * @param bias b, [out], or null
     */
    public GraphValue linear(GraphValue from, Tensor weight, @Nullable Tensor bias) {
        List<Integer> shape = new ArrayList<>(from.shape());
        int last = shape.size() - 1;
        require(weight.size(1) == shape.get(last), "a linear layer of " + weight.size(1), from);
        shape.set(last, (int) weight.size(0));
        Map<String, GraphTensor> constants = new LinkedHashMap<>();
        constants.put("W", graph.constant(weight));
        if (bias != null) {
            constants.put("B", graph.constant(bias));
        }
        return graph.operation("Linear", List.of(from), shape, Map.of(), constants);
    }

    /** The last axis brought to mean 0 and variance 1, then scaled and shifted: {@code LayerNormalization}. */
    public GraphValue layerNormalisation(GraphValue from, Tensor scale, Tensor bias, double epsilon) {
        require(scale.numel() == from.shape().get(from.shape().size() - 1), "a layer norm of " + scale.numel(), from);
        Map<String, GraphTensor> constants = new LinkedHashMap<>();
        constants.put("Scale", graph.constant(scale));
        constants.put("B", graph.constant(bias));
        return graph.operation(
                "LayerNormalization", List.of(from), from.shape(), Map.of("epsilon", epsilon), constants);
    }

    /** x + c, c broadcast: {@code Add}. */
    public GraphValue plus(GraphValue from, GraphTensor constant) {
        return graph.operation("Add", List.of(from), from.shape(), Map.of(), Map.of("B", constant));
    }

    /** x + y, y broadcast to x: {@code Add}. */
    public GraphValue plus(GraphValue left, GraphValue right) {
        return graph.operation("Add", List.of(left, right), left.shape(), Map.of(), Map.of());
    }

    /** x + c: {@code Add}. */
    public GraphValue plus(GraphValue from, double number) {
        return plus(from, number(number));
    }

    /** x * c, c broadcast: {@code Mul}. */
    public GraphValue times(GraphValue from, GraphTensor constant) {
        return graph.operation("Mul", List.of(from), from.shape(), Map.of(), Map.of("B", constant));
    }

    /** x * y, y broadcast to x: {@code Mul}. */
    public GraphValue times(GraphValue left, GraphValue right) {
        return graph.operation("Mul", List.of(left, right), left.shape(), Map.of(), Map.of());
    }

    /** x / y, y broadcast to x: {@code Div}. */
    public GraphValue quotient(GraphValue left, GraphValue right) {
        return graph.operation("Div", List.of(left, right), left.shape(), Map.of(), Map.of());
    }

    /** The mean over axes, which stay with one entry: {@code ReduceMean}. */
    public GraphValue mean(GraphValue from, List<Integer> axes) {
        return reduce("ReduceMean", from, axes);
    }

    /** The root of the sum of squares over axes, which stay with one entry: {@code ReduceL2}. */
    public GraphValue length(GraphValue from, List<Integer> axes) {
        return reduce("ReduceL2", from, axes);
    }

    private GraphValue reduce(String type, GraphValue from, List<Integer> axes) {
        List<Integer> shape = new ArrayList<>(from.shape());
        axes.forEach(axis -> shape.set(axis, 1));
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("axes", axes.stream().map(axis -> axis + 1L).toList());
        attributes.put("keepdims", 1L);
        return graph.operation(type, List.of(from), shape, attributes, Map.of());
    }

    /** A function of each value by itself, under ONNX's name: {@code Gelu} (with erf), {@code Sigmoid}, ... */
    public GraphValue each(String type, GraphValue from) {
        return graph.operation(type, List.of(from), from.shape(), Map.of(), Map.of());
    }

    private GraphTensor number(double number) {
        return new GraphTensor("number" + numbers++, List.of(), () -> Tensors.of(new double[] {number}));
    }

    private static List<Long> withBatch(List<Integer> others, long batch) {
        return Stream.concat(Stream.of(batch), others.stream().map(Integer::longValue))
                .toList();
    }

    private static void require(boolean fits, String what, GraphValue value) {
        if (!fits) {
            throw new IllegalArgumentException(what + " does not fit a value of shape " + value.shape());
        }
    }
}
