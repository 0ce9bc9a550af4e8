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
            Map.entry("Add", (source, sum) -> source.ofTwo("torch.add", sum)),
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
            Map.entry("Div", (source, quotient) -> source.ofTwo("torch.div", quotient)),
            Map.entry("Flatten", (source, flatten) -> call("torch.flatten", flatten, "" + flatten.integer("axis"))),
            Map.entry(
                    "Gather",
                    (source, gather) ->
                            call("torch.select", gather, "" + gather.integer("axis"), "" + gather.integer("index"))),
            Map.entry("Gelu", (source, gelu) -> call("torch.gelu", gelu)),
            Map.entry(
                    "Gemm",
                    (source, affine) ->
                            call("torch.linear", affine, source.constant(affine, "B"), source.constant(affine, "C"))),
            Map.entry("HardSigmoid", (source, sigmoid) -> call("torch.hardsigmoid", sigmoid)),
            Map.entry("LayerNormalization", TorchScriptSource::layerNorm),
            Map.entry(
                    "Linear",
                    (source, linear) ->
                            call("torch.linear", linear, source.constant(linear, "W"), source.constant(linear, "B"))),
            Map.entry("MatMul", (source, product) -> source.ofTwo("torch.matmul", product)),
            Map.entry("MaxPool", TorchScriptSource::maxPool),
            Map.entry("Mul", (source, product) -> source.ofTwo("torch.mul", product)),
            Map.entry("Pad", TorchScriptSource::pad),
            Map.entry(
                    "ReduceL2",
                    (source, length) ->
                            "torch.sqrt(" + sum("torch.sum", "torch.square(" + arguments(length) + ")", length) + ")"),
            Map.entry("ReduceMean", (source, mean) -> sum("torch.mean", arguments(mean), mean)),
            Map.entry("Relu", (source, relu) -> call("torch.relu", relu)),
            Map.entry("Reshape", (source, reshape) -> call("torch.reshape", reshape, "" + reshape.integers("shape"))),
            Map.entry("Sigmoid", (source, sigmoid) -> call("torch.sigmoid", sigmoid)),
            Map.entry(
                    "Slice",
                    (source, slice) -> call(
                            "torch.slice",
                            slice,
                            "" + slice.integer("axis"),
                            "" + slice.integer("start"),
                            "" + slice.integer("end"))),
            Map.entry("Softmax", (source, softmax) -> call("torch.softmax", softmax, "" + softmax.integer("axis"))),
            Map.entry("Transpose", (source, order) -> call("torch.permute", order, "" + order.integers("perm"))));

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

    private String layerNorm(GraphOperation norm) {
        return call(
                "torch.layer_norm",
                norm,
                norm.required("Scale").shape().toString(),
                constant(norm, "Scale"),
                constant(norm, "B"),
                Double.toString(norm.number("epsilon")));
    }

    /** PyTorch names the zeros before and after each axis, the last axis first. */
    private static String pad(TorchScriptSource source, GraphOperation pad) {
        List<Long> pads = pad.integers("pads");
        List<Long> pairs = new ArrayList<>();
        for (int axis = pads.size() / 2 - 1; axis >= 0; axis--) {
            pairs.add(pads.get(axis));
            pairs.add(pads.get(pads.size() / 2 + axis));
        }
        return call("torch.constant_pad_nd", pad, pairs.toString());
    }

    private static String sum(String function, String argument, GraphOperation operation) {
        return function + "(" + argument + ", " + operation.integers("axes") + ", True)";
    }

    /** Of two inputs, or of an input and a constant. */
    private String ofTwo(String function, GraphOperation operation) {
        return operation.inputs().size() == 2
                ? call(function, operation)
                : call(function, operation, constant(operation, "B"));
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
