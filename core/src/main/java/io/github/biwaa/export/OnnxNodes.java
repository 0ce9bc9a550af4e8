package io.github.biwaa.export;

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
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** The operations of a graph as ONNX's, and the constants they need. */
final class OnnxNodes implements GraphOperation.Visitor {
    /** TensorProto.DataType.FLOAT. */
    static final int FLOAT = 1;

    private final List<ProtobufMessage> nodes = new ArrayList<>();
    private final Map<String, GraphTensor> constants = new LinkedHashMap<>();
    private final NetworkGraph graph;
    private final String inputName;
    private final String outputName;

    OnnxNodes(NetworkGraph graph, String inputName, String outputName) {
        this.graph = graph;
        this.inputName = inputName;
        this.outputName = outputName;
        graph.operations().forEach(operation -> operation.accept(this));
    }

    /** @return a NodeProto per operation, in order */
    List<ProtobufMessage> nodes() {
        return nodes;
    }

    /** @return what the nodes refer to */
    Collection<GraphTensor> constants() {
        return constants.values();
    }

    @Override
    public void visit(GraphOperation.Convolution convolution) {
        List<String> inputs = new ArrayList<>(List.of(name(convolution.input()), constant(convolution.weight())));
        convolution.bias().ifPresent(bias -> inputs.add(constant(bias)));
        long kernel = convolution.weight().shape().get(2);
        node(
                "Conv",
                inputs,
                name(convolution.output()),
                List.of(
                        integers("kernel_shape", kernel, kernel),
                        integers("strides", convolution.stride(), convolution.stride()),
                        integers("pads", repeated(convolution.padding()))));
    }

    /** One that no convolution or linear layer could take over: a factor and an offset per channel. */
    @Override
    public void visit(GraphOperation.BatchNormalisation norm) {
        Supplier<Tensor> factor = () -> norm.weight()
                .values()
                .get()
                .detach()
                .div(norm.variance()
                        .values()
                        .get()
                        .add(Tensors.scalar(norm.epsilon()))
                        .sqrt());
        String prefix = "norm_" + norm.output().index();
        String scaled = prefix + "_scaled";
        List<Long> shape = new ArrayList<>(List.of((long) norm.output().channels()));
        if (norm.output().isMap()) {
            shape.addAll(List.of(1L, 1L));
        }
        String scale = constant(new GraphTensor(prefix + ".scale", shape, factor));
        String offset = constant(new GraphTensor(prefix + ".offset", shape, () -> norm.bias()
                .values()
                .get()
                .detach()
                .sub(norm.mean().values().get().mul(factor.get()))));
        node("Mul", List.of(name(norm.input()), scale), scaled, List.of());
        node("Add", List.of(scaled, offset), name(norm.output()), List.of());
    }

    @Override
    public void visit(GraphOperation.Affine affine) {
        node(
                "Gemm",
                List.of(name(affine.input()), constant(affine.weight()), constant(affine.bias())),
                name(affine.output()),
                List.of(integer("transB", 1)));
    }

    @Override
    public void visit(GraphOperation.Relu relu) {
        unary("Relu", relu);
    }

    /** Windows that hang over the border are padding at the end: runtimes differ in their ceiling mode. */
    @Override
    public void visit(GraphOperation.MaxPool pool) {
        unary(
                "MaxPool",
                pool,
                integers("kernel_shape", pool.kernel(), pool.kernel()),
                integers("strides", pool.stride(), pool.stride()),
                integers(
                        "pads",
                        pool.padding(),
                        pool.padding(),
                        endPadding(pool, pool.input().height(), pool.output().height()),
                        endPadding(pool, pool.input().width(), pool.output().width())));
    }

    private static long endPadding(GraphOperation.MaxPool pool, int side, int windows) {
        return Math.max(0, (windows - 1) * pool.stride() + pool.kernel() - side - pool.padding());
    }

    @Override
    public void visit(GraphOperation.AveragePoolTo pool) {
        int height = pool.input().height();
        int width = pool.input().width();
        int size = pool.size();
        if (size == 1) {
            unary("GlobalAveragePool", pool);
        } else if (height % size == 0 && width % size == 0) {
            unary(
                    "AveragePool",
                    pool,
                    integers("kernel_shape", height / size, width / size),
                    integers("strides", height / size, width / size));
        } else {
            averageByMatrices(pool);
        }
    }

    /** Cells that overlap or differ in size, which no pool of ONNX has: A x B^T, the rows of A and B being the cells' weights. */
    private void averageByMatrices(GraphOperation.AveragePoolTo pool) {
        String prefix = "pool_" + pool.output().index();
        long size = pool.size();
        long height = pool.input().height();
        long width = pool.input().width();
        String rows = constant(
                new GraphTensor(prefix + ".rows", List.of(size, height), () -> cells((int) size, (int) height)));
        String columns =
                constant(new GraphTensor(prefix + ".columns", List.of(width, size), () -> cells((int) size, (int) width)
                        .t()));
        String pooledRows = prefix + "_rows";
        node("MatMul", List.of(rows, name(pool.input())), pooledRows, List.of());
        node("MatMul", List.of(pooledRows, columns), name(pool.output()), List.of());
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

    @Override
    public void visit(GraphOperation.Flatten flatten) {
        unary("Flatten", flatten, integer("axis", 1));
    }

    @Override
    public void visit(GraphOperation.Scale scale) {
        String factor = constant(new GraphTensor(
                "scale_" + scale.output().index() + ".factor",
                List.of(),
                () -> Tensors.of(new double[] {scale.factor()})));
        node("Mul", List.of(name(scale.input()), factor), name(scale.output()), List.of());
    }

    @Override
    public void visit(GraphOperation.Softmax softmax) {
        unary("Softmax", softmax, integer("axis", 1));
    }

    @Override
    public void visit(GraphOperation.Sum sum) {
        binary("Add", sum);
    }

    @Override
    public void visit(GraphOperation.Concatenation concatenation) {
        binary("Concat", concatenation, integer("axis", 1));
    }

    private void unary(String type, GraphOperation.Unary operation, ProtobufMessage... attributes) {
        node(type, List.of(name(operation.input())), name(operation.output()), List.of(attributes));
    }

    private void binary(String type, GraphOperation.Binary operation, ProtobufMessage... attributes) {
        node(
                type,
                List.of(name(operation.left()), name(operation.right())),
                name(operation.output()),
                List.of(attributes));
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

    private static long[] repeated(long value) {
        return new long[] {value, value, value, value};
    }

    /** AttributeProto of type INT. */
    private static ProtobufMessage integer(String name, long value) {
        return new ProtobufMessage().text(1, name).number(3, value).number(20, 2);
    }

    /** AttributeProto of type INTS. */
    private static ProtobufMessage integers(String name, long... values) {
        ProtobufMessage attribute = new ProtobufMessage().text(1, name);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute.number(20, 7);
    }
}
