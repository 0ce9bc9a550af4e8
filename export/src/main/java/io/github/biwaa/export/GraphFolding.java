package io.github.biwaa.export;

import io.github.biwaa.network.graph.GraphOperation;
import io.github.biwaa.network.graph.GraphTensor;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.graph.NetworkGraph;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        Optional<GraphOperation> producer = Objects.equals(uses.get(input), 1)
                ? result.stream()
                        .filter(earlier -> earlier.output().equals(input))
                        .findFirst()
                : Optional.empty();
        Optional<GraphOperation> joined = producer.flatMap(earlier -> join(earlier, operation));
        joined.ifPresent(ignored -> result.remove(producer.get()));
        result.add(joined.orElse(operation));
    }

    private static Optional<GraphOperation> join(GraphOperation first, GraphOperation second) {
        return switch (first.type() + " " + second.type()) {
            case "Conv BatchNormalization" -> Optional.of(convolutionAndNorm(first, second));
            case "Gemm BatchNormalization" -> Optional.of(affineAndNorm(first, second));
            case "Mul Gemm" -> factorOf(first).map(factor -> factorAndAffine(first, factor, second));
            case "Gemm Gemm" -> Optional.of(affineAndAffine(first, second));
            default -> Optional.empty();
        };
    }

    private static GraphOperation convolutionAndNorm(GraphOperation convolution, GraphOperation norm) {
        GraphTensor weight = convolution.required("W");
        GraphTensor bias = convolution.constant("B");
        Supplier<Tensor> shifted = () -> (bias == null
                        ? inDouble(norm.required("input_mean")).neg()
                        : inDouble(bias).sub(inDouble(norm.required("input_mean"))))
                .mul(factor(norm))
                .add(inDouble(norm.required("B")));
        String name = bias == null ? weight.name().replaceFirst("(\\.weight)?$", ".bias") : bias.name();
        Map<String, GraphTensor> constants = new LinkedHashMap<>();
        constants.put(
                "W", computed(weight, () -> inDouble(weight).mul(factor(norm).view(-1, 1, 1, 1))));
        constants.put("B", new GraphTensor(name, norm.required("B").shape(), shifted));
        return new GraphOperation("Conv", convolution.inputs(), norm.output(), convolution.attributes(), constants);
    }

    private static GraphOperation affineAndNorm(GraphOperation affine, GraphOperation norm) {
        return affine(
                affine,
                norm,
                computed(affine.required("B"), () -> inDouble(affine.required("B"))
                        .mul(factor(norm).view(-1, 1))),
                computed(affine.required("C"), () -> inDouble(affine.required("C"))
                        .sub(inDouble(norm.required("input_mean")))
                        .mul(factor(norm))
                        .add(inDouble(norm.required("B")))));
    }

    /** A product with one number; no other can be taken over. */
    private static Optional<GraphTensor> factorOf(GraphOperation product) {
        return Optional.ofNullable(product.constant("B")).filter(factor -> factor.size() == 1);
    }

    private static GraphOperation factorAndAffine(GraphOperation product, GraphTensor factor, GraphOperation affine) {
        GraphTensor weight = affine.required("B");
        return affine(
                product,
                affine,
                computed(weight, () -> Tensors.times(inDouble(weight), Tensors.item(inDouble(factor)))),
                affine.required("C"));
    }

    private static GraphOperation affineAndAffine(GraphOperation inner, GraphOperation outer) {
        GraphTensor weight = outer.required("B");
        GraphTensor bias = outer.required("C");
        List<Long> shape =
                List.of(weight.shape().get(0), inner.required("B").shape().get(1));
        return affine(
                inner,
                outer,
                new GraphTensor(weight.name(), shape, () -> inDouble(weight).matmul(inDouble(inner.required("B")))),
                computed(bias, () -> inDouble(weight)
                        .matmul(inDouble(inner.required("C")))
                        .add(inDouble(bias))));
    }

    /** A linear layer from the input of the first to the output of the last. */
    private static GraphOperation affine(
            GraphOperation first, GraphOperation last, GraphTensor weight, GraphTensor bias) {
        Map<String, GraphTensor> constants = new LinkedHashMap<>();
        constants.put("B", weight);
        constants.put("C", bias);
        return new GraphOperation("Gemm", first.inputs(), last.output(), Map.of("transB", 1L), constants);
    }

    private static GraphTensor computed(GraphTensor original, Supplier<Tensor> values) {
        return new GraphTensor(original.name(), original.shape(), values);
    }

    private static Tensor factor(GraphOperation norm) {
        return inDouble(norm.required("scale"))
                .div(inDouble(norm.required("input_var"))
                        .add(Tensors.scalar(norm.number("epsilon")))
                        .sqrt());
    }

    private static Tensor inDouble(GraphTensor tensor) {
        return Tensors.toDouble(tensor.values().get().detach());
    }
}
