package io.github.biwaa.network.graph;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/**
 * A constant of a graph: weights, or what was computed of them.
 *
 * @param name unique in its graph, for example {@code layer1.0.conv1.weight}
 * @param shape its extents
 * @param values the tensor, in any precision and on the CPU; what it allocates belongs to the caller's scope, so that a large network need not be
 *     held twice
 */
public record GraphTensor(String name, List<Long> shape, Supplier<Tensor> values) {

    /** Takes an immutable copy of the shape. */
    public GraphTensor {
        shape = List.copyOf(shape);
    }

    /** @return a tensor that is there already, and outlives the graph */
    public static GraphTensor of(String name, Tensor tensor) {
        return new GraphTensor(name, LongStream.of(tensor.shape()).boxed().toList(), () -> tensor);
    }

    /** @return the number of values */
    public long size() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }
}
