package io.github.biwaa.export;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.ProtobufMessage;
import io.github.biwaa.network.graph.GraphOperation;
import io.github.biwaa.network.graph.GraphTensor;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.graph.NetworkGraph;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Tensor;

/** The operations of a graph as ONNX's, and the constants they need. */
final class OnnxNodes {
    /** TensorProto.DataType.FLOAT. */
    static final int FLOAT = 1;

    /** How each type of operation is written. */
    private static final Map<String, BiConsumer<OnnxNodes, GraphOperation>> TYPES = Map.ofEntries(
            Map.entry("Add", OnnxNodes::plain),
            Map.entry("AdaptiveAveragePool", OnnxNodes::averagePool),
            Map.entry("BatchNormalization", OnnxNodes::plain),
            Map.entry("Clip", OnnxNodes::clip),
            Map.entry("Concat", OnnxNodes::plain),
            Map.entry("Conv", OnnxNodes::plain),
            Map.entry("Div", OnnxNodes::plain),
            Map.entry("Flatten", OnnxNodes::plain),
            Map.entry("Gather", OnnxNodes::gather),
            Map.entry("Gelu", OnnxNodes::gelu),
            Map.entry("Gemm", OnnxNodes::plain),
            Map.entry("HardSigmoid", OnnxNodes::hardSigmoid),
            Map.entry("LayerNormalization", OnnxNodes::layerNorm),
            Map.entry("Linear", OnnxNodes::linear),
            Map.entry("MatMul", OnnxNodes::plain),
            Map.entry("MaxPool", OnnxNodes::maxPool),
            Map.entry("Mul", OnnxNodes::plain),
            Map.entry("Pad", (nodes, pad) -> nodes.withWholeNumbers(pad, List.of("pads"))),
            Map.entry("ReduceL2", OnnxNodes::plain),
            Map.entry("ReduceMean", OnnxNodes::plain),
            Map.entry("Relu", OnnxNodes::plain),
            Map.entry("Reshape", (nodes, reshape) -> nodes.withWholeNumbers(reshape, List.of("shape"))),
            Map.entry("Sigmoid", OnnxNodes::plain),
            Map.entry("Slice", (nodes, slice) -> nodes.withWholeNumbers(slice, List.of("start", "end", "axis"))),
            Map.entry("Softmax", OnnxNodes::plain),
            Map.entry("Transpose", OnnxNodes::plain));

    private final List<ProtobufMessage> nodes = new ArrayList<>();
    private final Map<String, GraphTensor> constants = new LinkedHashMap<>();
    private final NetworkGraph graph;
    private final String inputName;
    private final String outputName;

    OnnxNodes(NetworkGraph graph, String inputName, String outputName) {
        this.graph = graph;
        this.inputName = inputName;
        this.outputName = outputName;
        graph.operations().forEach(this::write);
    }

    /** @return a NodeProto per operation, in order */
    List<ProtobufMessage> nodes() {
        return nodes;
    }

    /** @return what the nodes refer to */
    Collection<GraphTensor> constants() {
        return constants.values();
    }

    private void write(GraphOperation operation) {
        BiConsumer<OnnxNodes, GraphOperation> writer = TYPES.get(operation.type());
        if (writer == null) {
            throw new BiwaaException("ONNX files cannot hold the operation " + operation.type() + ", only "
                    + String.join(", ", new TreeSet<>(TYPES.keySet())) + ".");
        }
        writer.accept(this, operation);
    }

    /** What ONNX has under the same name, with the same attributes. */
    private void plain(GraphOperation operation) {
        List<ProtobufMessage> attributes = new ArrayList<>();
        operation.attributes().forEach((name, value) -> attributes.add(attribute(name, value)));
        node(operation.type(), operation, attributes);
    }

    /** Windows that hang over the border are padding at the end: runtimes differ in their ceiling mode. */
    private void maxPool(GraphOperation pool) {
        long kernel = pool.integers("kernel_shape").get(0);
        long stride = pool.integers("strides").get(0);
        long padding = pool.integers("pads").get(0);
        long bottom = endPadding(pool.input().height(), pool.output().height(), kernel, stride, padding);
        long right = endPadding(pool.input().width(), pool.output().width(), kernel, stride, padding);
        node(
                "MaxPool",
                pool,
                List.of(
                        attribute("kernel_shape", List.of(kernel, kernel)),
                        attribute("strides", List.of(stride, stride)),
                        attribute("pads", List.of(padding, padding, bottom, right))));
    }

    private static long endPadding(int side, int windows, long kernel, long stride, long padding) {
        return Math.max(0, (windows - 1) * stride + kernel - side - padding);
    }

    /** Bounds are inputs since operator set 11. */
    private void clip(GraphOperation clip) {
        List<String> inputs = new ArrayList<>(List.of(name(clip.input())));
        for (double bound : List.of(clip.number("min"), clip.number("max"))) {
            inputs.add(constant(new GraphTensor("bound_" + bound, List.of(), () -> Tensors.of(new double[] {bound}))));
        }
        node("Clip", inputs, name(clip.output()), List.of());
    }

    private void averagePool(GraphOperation pool) {
        int height = pool.input().height();
        int width = pool.input().width();
        int size = (int) pool.integer("output_size");
        if (size == 1) {
            node("GlobalAveragePool", pool, List.of());
        } else if (height % size == 0 && width % size == 0) {
            List<Long> cell = List.of((long) height / size, (long) width / size);
            node("AveragePool", pool, List.of(attribute("kernel_shape", cell), attribute("strides", cell)));
        } else {
            averageByMatrices(pool, size);
        }
    }

    /** Cells that overlap or differ in size, which no pool of ONNX has: A x B^T, the rows of A and B being the cells' weights. */
    private void averageByMatrices(GraphOperation pool, int size) {
        String prefix = "pool_" + pool.output().index();
        int height = pool.input().height();
        int width = pool.input().width();
        String rows = constant(
                new GraphTensor(prefix + ".rows", List.of((long) size, (long) height), () -> cells(size, height)));
        String columns = constant(
                new GraphTensor(prefix + ".columns", List.of((long) width, (long) size), () -> cells(size, width)
                        .t()));
        String pooledRows = prefix + "_rows";
        node("MatMul", List.of(rows, name(pool.input())), pooledRows, List.of());
        node("MatMul", List.of(pooledRows, columns), name(pool.output()), List.of());
    }

    /** Attributes that ONNX takes as inputs, each a row of whole numbers. */
    private void withWholeNumbers(GraphOperation operation, List<String> attributes) {
        List<String> inputs = new ArrayList<>(List.of(name(operation.input())));
        for (String attribute : attributes) {
            Object value = requireNonNull(operation.attributes().get(attribute));
            inputs.add(step(
                    "Constant", List.of(), attribute("value_ints", value instanceof Long ? List.of(value) : value)));
        }
        node(operation.type(), inputs, name(operation.output()), List.of());
    }

    private void gather(GraphOperation gather) {
        String index = step("Constant", List.of(), attribute("value_int", gather.integer("index")));
        node(
                "Gather",
                List.of(name(gather.input()), index),
                name(gather.output()),
                List.of(attribute("axis", gather.integer("axis"))));
    }

    private void hardSigmoid(GraphOperation operation) {
        node("HardSigmoid", operation, List.of(attribute("alpha", 1 / 6.0), attribute("beta", 0.5)));
    }

    /** x / 2 * (1 + erf(x / sqrt 2)); ONNX has it as one operation only since operator set 20. */
    private void gelu(GraphOperation gelu) {
        String input = name(gelu.input());
        String error = step("Erf", List.of(step("Mul", List.of(input, number(Math.sqrt(0.5))))));
        String share = step("Add", List.of(error, number(1)));
        String half = step("Mul", List.of(input, number(0.5)));
        node("Mul", List.of(half, share), name(gelu.output()), List.of());
    }

    /** In single steps: ONNX has it as one operation only since operator set 17. */
    private void layerNorm(GraphOperation norm) {
        String input = name(norm.input());
        ProtobufMessage last = attribute("axes", List.of(-1L));
        String centred = step("Sub", List.of(input, step("ReduceMean", List.of(input), last)));
        String variance = step("ReduceMean", List.of(step("Mul", List.of(centred, centred))), last);
        String deviation = step("Sqrt", List.of(step("Add", List.of(variance, number(norm.number("epsilon"))))));
        String normal = step("Div", List.of(centred, deviation));
        String scaled = step("Mul", List.of(normal, constant(norm.required("Scale"))));
        node("Add", List.of(scaled, constant(norm.required("B"))), name(norm.output()), List.of());
    }

    /** A product with the transposed weight, which Gemm computes of matrices alone. */
    private void linear(GraphOperation linear) {
        GraphTensor weight = linear.required("W");
        List<Long> shape = List.of(weight.shape().get(1), weight.shape().get(0));
        GraphTensor transposed = new GraphTensor(
                weight.name() + ".transposed",
                shape,
                () -> weight.values().get().detach().t().contiguous());
        List<String> factors = List.of(name(linear.input()), constant(transposed));
        GraphTensor bias = linear.constant("B");
        if (bias == null) {
            node("MatMul", factors, name(linear.output()), List.of());
        } else {
            node("Add", List.of(step("MatMul", factors), constant(bias)), name(linear.output()), List.of());
        }
    }

    private String number(double value) {
        return constant(new GraphTensor("number_" + value, List.of(), () -> Tensors.of(new double[] {value})));
    }

    /** @return the name of the output of a node that only other nodes read */
    private String step(String type, List<String> inputs, ProtobufMessage... attributes) {
        String output = "step_" + nodes.size();
        node(type, inputs, output, List.of(attributes));
        return output;
    }

    private static Tensor cells(int size, int side) {
        double[] weights = new double[size * side];
        for (int cell = 0; cell < size; cell++) {
            int from = cell * side / size;
            int to = ((cell + 1) * side + size - 1) / size;
            Arrays.fill(weights, cell * side + from, cell * side + to, 1.0 / (to - from));
        }
        return Tensors.of(weights, size, side);
    }

    /** A node that takes over inputs, constants and output of an operation. */
    private void node(String type, GraphOperation operation, List<ProtobufMessage> attributes) {
        List<String> inputs = new ArrayList<>();
        operation.inputs().forEach(input -> inputs.add(name(input)));
        operation.constants().values().forEach(tensor -> inputs.add(constant(tensor)));
        node(type, inputs, name(operation.output()), attributes);
    }

    /** NodeProto. */
    private void node(String type, List<String> inputs, String output, List<ProtobufMessage> attributes) {
        ProtobufMessage node = new ProtobufMessage();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output).text(3, type + "_" + nodes.size()).text(4, type);
        attributes.forEach(attribute -> node.message(5, attribute));
        nodes.add(node);
    }

    private String name(GraphValue value) {
        if (value.equals(graph.input())) {
            return inputName;
        }
        return value.equals(graph.output()) ? outputName : "value_" + value.index();
    }

    private String constant(GraphTensor tensor) {
        constants.putIfAbsent(tensor.name(), tensor);
        return tensor.name();
    }

    /** AttributeProto of type INT, FLOAT or INTS. */
    private static ProtobufMessage attribute(String name, Object value) {
        ProtobufMessage attribute = new ProtobufMessage().text(1, name);
        if (value instanceof Long number) {
            return attribute.number(3, number).number(20, 2);
        }
        if (value instanceof Double number) {
            return attribute.real(2, number.floatValue()).number(20, 1);
        }
        ((List<?>) value).forEach(number -> attribute.number(8, (Long) number));
        return attribute.number(20, 7);
    }
}
