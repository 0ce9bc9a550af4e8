package io.github.biwaa.export;

import io.github.biwaa.network.graph.GraphOperation;
import io.github.biwaa.network.graph.GraphTensor;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.graph.NetworkGraph;
import java.util.LinkedHashMap;
import java.util.Map;

/** The operations of a graph as the text of a TorchScript method, and the constants it refers to, by the name of their attribute. */
final class TorchScriptSource implements GraphOperation.Visitor {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, GraphTensor> constants = new LinkedHashMap<>();

    TorchScriptSource(NetworkGraph graph) {
        text.append("def forward(self, ").append(name(graph.input())).append(": Tensor) -> Tensor:\n");
        graph.operations().forEach(operation -> operation.accept(this));
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

    @Override
    public void visit(GraphOperation.Convolution convolution) {
        unary(
                convolution,
                "torch.conv2d",
                constant(convolution.weight()),
                convolution.bias().map(this::constant).orElse("None"),
                pair(convolution.stride()),
                pair(convolution.padding()));
    }

    @Override
    public void visit(GraphOperation.BatchNormalisation norm) {
        unary(
                norm,
                "torch.batch_norm",
                constant(norm.weight()),
                constant(norm.bias()),
                constant(norm.mean()),
                constant(norm.variance()),
                "False",
                "0.1",
                Double.toString(norm.epsilon()),
                "False");
    }

    @Override
    public void visit(GraphOperation.Affine affine) {
        unary(affine, "torch.linear", constant(affine.weight()), constant(affine.bias()));
    }

    @Override
    public void visit(GraphOperation.Relu relu) {
        unary(relu, "torch.relu");
    }

    @Override
    public void visit(GraphOperation.MaxPool pool) {
        unary(
                pool,
                "torch.max_pool2d",
                pair(pool.kernel()),
                pair(pool.stride()),
                pair(pool.padding()),
                pair(1),
                pool.ceiling() ? "True" : "False");
    }

    @Override
    public void visit(GraphOperation.AveragePoolTo pool) {
        unary(pool, "torch.adaptive_avg_pool2d", pair(pool.size()));
    }

    @Override
    public void visit(GraphOperation.Flatten flatten) {
        unary(flatten, "torch.flatten", "1");
    }

    @Override
    public void visit(GraphOperation.Scale scale) {
        unary(scale, "torch.mul", Double.toString(scale.factor()));
    }

    @Override
    public void visit(GraphOperation.Softmax softmax) {
        unary(softmax, "torch.softmax", "1");
    }

    @Override
    public void visit(GraphOperation.Sum sum) {
        assign(sum.output(), "torch.add(" + name(sum.left()) + ", " + name(sum.right()) + ")");
    }

    @Override
    public void visit(GraphOperation.Concatenation concatenation) {
        assign(
                concatenation.output(),
                "torch.cat([" + name(concatenation.left()) + ", " + name(concatenation.right()) + "], 1)");
    }

    private void unary(GraphOperation.Unary operation, String function, String... arguments) {
        StringBuilder call = new StringBuilder(function).append('(').append(name(operation.input()));
        for (String argument : arguments) {
            call.append(", ").append(argument);
        }
        assign(operation.output(), call.append(')').toString());
    }

    private void assign(GraphValue output, String expression) {
        text.append("    ")
                .append(name(output))
                .append(" = ")
                .append(expression)
                .append('\n');
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

    private static String pair(int value) {
        return "[" + value + ", " + value + "]";
    }
}
