package io.github.biwaa.export;

import io.github.biwaa.network.graph.GraphOperation;
import io.github.biwaa.network.graph.GraphOperation.Affine;
import io.github.biwaa.network.graph.GraphOperation.BatchNormalisation;
import io.github.biwaa.network.graph.GraphOperation.Convolution;
import io.github.biwaa.network.graph.GraphOperation.Scale;
import io.github.biwaa.network.graph.GraphTensor;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.graph.NetworkGraph;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Joins neighbours that are one affine map: a convolution or a linear layer takes over the batch norm after it, a linear layer the factor before it
 * and the linear layer before it. Constants are computed in float64 when they are asked for.
 */
final class GraphFolding {
    private final List<GraphOperation> result = new ArrayList<>();

    private GraphFolding() {}

    /** @return a graph that computes the same with fewer operations */
    static NetworkGraph fold(NetworkGraph graph) {
        Map<GraphValue, Integer> uses = new HashMap<>();
        uses.merge(graph.output(), 1, Integer::sum);
        graph.operations()
                .forEach(operation -> operation.inputs().forEach(input -> uses.merge(input, 1, Integer::sum)));
        GraphFolding folding = new GraphFolding();
        graph.operations().forEach(operation -> folding.add(operation, uses));
        return new NetworkGraph(graph.input(), folding.result, graph.output());
    }

    private void add(GraphOperation operation, Map<GraphValue, Integer> uses) {
        GraphValue input = operation.inputs().get(0);
        Optional<GraphOperation> producer = uses.get(input) == 1
                ? result.stream()
                        .filter(earlier -> earlier.output().equals(input))
                        .findFirst()
                : Optional.empty();
        Optional<GraphOperation> joined = producer.flatMap(earlier -> join(earlier, operation));
        joined.ifPresent(ignored -> result.remove(producer.get()));
        result.add(joined.orElse(operation));
    }

    private static Optional<GraphOperation> join(GraphOperation first, GraphOperation second) {
        if (first instanceof Convolution convolution && second instanceof BatchNormalisation norm) {
            return Optional.of(join(convolution, norm));
        }
        if (first instanceof Affine affine && second instanceof BatchNormalisation norm) {
            return Optional.of(join(affine, norm));
        }
        if (first instanceof Scale scale && second instanceof Affine affine) {
            return Optional.of(join(scale, affine));
        }
        if (first instanceof Affine inner && second instanceof Affine outer) {
            return Optional.of(join(inner, outer));
        }
        return Optional.empty();
    }

    private static Convolution join(Convolution convolution, BatchNormalisation norm) {
        GraphTensor weight = computed(convolution.weight(), () -> inDouble(convolution.weight())
                .mul(factor(norm).view(-1, 1, 1, 1)));
        Supplier<Tensor> shifted = () -> convolution
                .bias()
                .map(bias -> inDouble(bias).sub(inDouble(norm.mean())))
                .orElseGet(() -> inDouble(norm.mean()).neg())
                .mul(factor(norm))
                .add(inDouble(norm.bias()));
        String name = convolution
                .bias()
                .map(GraphTensor::name)
                .orElse(convolution.weight().name().replaceFirst("(\\.weight)?$", ".bias"));
        return new Convolution(
                convolution.input(),
                norm.output(),
                weight,
                Optional.of(new GraphTensor(name, norm.bias().shape(), shifted)),
                convolution.stride(),
                convolution.padding());
    }

    private static Affine join(Affine affine, BatchNormalisation norm) {
        return new Affine(
                affine.input(),
                norm.output(),
                computed(affine.weight(), () -> inDouble(affine.weight())
                        .mul(factor(norm).view(-1, 1))),
                computed(affine.bias(), () -> inDouble(affine.bias())
                        .sub(inDouble(norm.mean()))
                        .mul(factor(norm))
                        .add(inDouble(norm.bias()))));
    }

    private static Affine join(Scale scale, Affine affine) {
        return new Affine(
                scale.input(),
                affine.output(),
                computed(affine.weight(), () -> Tensors.times(inDouble(affine.weight()), scale.factor())),
                affine.bias());
    }

    private static Affine join(Affine inner, Affine outer) {
        List<Long> shape =
                List.of(outer.weight().shape().get(0), inner.weight().shape().get(1));
        return new Affine(
                inner.input(),
                outer.output(),
                new GraphTensor(outer.weight().name(), shape, () -> inDouble(outer.weight())
                        .matmul(inDouble(inner.weight()))),
                computed(outer.bias(), () -> inDouble(outer.weight())
                        .matmul(inDouble(inner.bias()))
                        .add(inDouble(outer.bias()))));
    }

    private static GraphTensor computed(GraphTensor original, Supplier<Tensor> values) {
        return new GraphTensor(original.name(), original.shape(), values);
    }

    private static Tensor factor(BatchNormalisation norm) {
        return inDouble(norm.weight())
                .div(inDouble(norm.variance())
                        .add(Tensors.scalar(norm.epsilon()))
                        .sqrt());
    }

    private static Tensor inDouble(GraphTensor tensor) {
        return Tensors.toDouble(tensor.values().get().detach());
    }
}
