package io.github.biwaa.export;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.network.graph.GraphOperation;
import io.github.biwaa.network.graph.GraphTensor;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.graph.NetworkGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The operations of a graph as the text of a TorchScript method, and the constants it refers to, by the name of their attribute. */
final class TorchScriptSource {
    /** The expression of each type of operation. */
    private static final Map<String, BiFunction<TorchScriptSource, GraphOperation, String>> TYPES = Map.ofEntries(
            Map.entry("Add", (source, sum) -> call("torch.add", sum)),
            Map.entry(
                    "AdaptiveAveragePool",
                    (source, pool) -> call("torch.adaptive_avg_pool2d", pool, pair(pool.integer("output_size")))),
            Map.entry("BatchNormalization", TorchScriptSource::batchNorm),
            Map.entry(
                    "Clip",
                    (source, clip) -> call(
                            "torch.clamp",
                            clip,
                            Double.toString(clip.number("min")),
                            Double.toString(clip.number("max")))),
            Map.entry("Concat", TorchScriptSource::concatenation),
            Map.entry("Conv", TorchScriptSource::convolution),
            Map.entry("Flatten", (source, flatten) -> call("torch.flatten", flatten, "" + flatten.integer("axis"))),
            Map.entry(
                    "Gemm",
                    (source, affine) ->
                            call("torch.linear", affine, source.constant(affine, "B"), source.constant(affine, "C"))),
            Map.entry("MaxPool", TorchScriptSource::maxPool),
            Map.entry("Mul", (source, product) -> call("torch.mul", product, source.constant(product, "B"))),
            Map.entry("Relu", (source, relu) -> call("torch.relu", relu)),
            Map.entry("Softmax", (source, softmax) -> call("torch.softmax", softmax, "" + softmax.integer("axis"))));

    private final StringBuilder text = new StringBuilder();
    private final Map<String, GraphTensor> constants = new LinkedHashMap<>();

    TorchScriptSource(NetworkGraph graph) {
        text.append("def forward(self, ").append(name(graph.input())).append(": Tensor) -> Tensor:\n");
        graph.operations().forEach(this::write);
        text.append("    return ").append(name(graph.output())).append('\n');
    }

    /** @return the method */
    String text() {
        return text.toString();
    }

    /** @return constants by attribute */
    Map<String, GraphTensor> constants() {
        return constants;
    }

    private void write(GraphOperation operation) {
        BiFunction<TorchScriptSource, GraphOperation, String> expression = TYPES.get(operation.type());
        if (expression == null) {
            throw new BiwaaException("TorchScript files cannot hold the operation " + operation.type() + ", only "
                    + String.join(", ", new TreeSet<>(TYPES.keySet())) + ".");
        }
        assign(operation.output(), expression.apply(this, operation));
    }

    /** PyTorch pads alike on opposite sides; other zeros are put around the map first. */
    private String convolution(GraphOperation convolution) {
        List<Long> pads = convolution.integers("pads");
        boolean alike = pads.stream().distinct().count() == 1;
        String map = name(convolution.input());
        List<String> arguments = new ArrayList<>(List.of(
                alike
                        ? map
                        : "torch.constant_pad_nd(" + map + ", "
                                + List.of(pads.get(1), pads.get(3), pads.get(0), pads.get(2)) + ")",
                constant(convolution, "W"),
                constant(convolution, "B"),
                pair(convolution.integers("strides").get(0)),
                pair(alike ? pads.get(0) : 0)));
        if (convolution.attributes().containsKey("group")) {
            arguments.addAll(List.of(pair(1), "" + convolution.integer("group")));
        }
        return "torch.conv2d(" + String.join(", ", arguments) + ")";
    }

    private String batchNorm(GraphOperation norm) {
        return call(
                "torch.batch_norm",
                norm,
                constant(norm, "scale"),
                constant(norm, "B"),
                constant(norm, "input_mean"),
                constant(norm, "input_var"),
                "False",
                "0.1",
                Double.toString(norm.number("epsilon")),
                "False");
    }

    private String maxPool(GraphOperation pool) {
        return call(
                "torch.max_pool2d",
                pool,
                pair(pool.integers("kernel_shape").get(0)),
                pair(pool.integers("strides").get(0)),
                pair(pool.integers("pads").get(0)),
                pair(1),
                pool.integer("ceil_mode") == 1 ? "True" : "False");
    }

    private String concatenation(GraphOperation concatenation) {
        return "torch.cat([" + arguments(concatenation) + "], " + concatenation.integer("axis") + ")";
    }

    /** Of a function and its further arguments after the inputs. */
    private static String call(String function, GraphOperation operation, String... arguments) {
        String further = arguments.length == 0 ? "" : ", " + String.join(", ", arguments);
        return function + "(" + arguments(operation) + further + ")";
    }

    private static String arguments(GraphOperation operation) {
        return operation.inputs().stream().map(TorchScriptSource::name).collect(Collectors.joining(", "));
    }

    private void assign(GraphValue output, String expression) {
        text.append("    ")
                .append(name(output))
                .append(" = ")
                .append(expression)
                .append('\n');
    }

    private String constant(GraphOperation operation, String name) {
        GraphTensor tensor = operation.constant(name);
        return tensor == null ? "None" : constant(tensor);
    }

    /** Names of tensors hold dots and digits, which an attribute may not begin with. */
    private String constant(GraphTensor tensor) {
        String attribute = tensor.name().replaceAll("[^A-Za-z0-9_]", "_").replaceFirst("^(?=[0-9])", "_");
        while (constants.containsKey(attribute)
                && !constants.get(attribute).name().equals(tensor.name())) {
            attribute += "_";
        }
        constants.putIfAbsent(attribute, tensor);
        return "self." + attribute;
    }

    private static String name(GraphValue value) {
        return "value_" + value.index();
    }

    private static String pair(long value) {
        return "[" + value + ", " + value + "]";
    }
}
