package io.github.biwaa.performance;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphOperation;
import io.github.biwaa.network.graph.GraphTensor;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.graph.NetworkGraph;
import io.github.biwaa.network.layer.Exportable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much a network computes. */
final class NetworkWork {

    private NetworkWork() {}

    /**
     * Additions and multiplications of convolutions, linear layers and attention in a forward pass; all else is a per cent or less of them.
     *
     * @param channels of a picture
     * @param size its height and width
     * @return operations per picture: 8.2e9 for ResNet-50 at 224 x 224; null if the backbone does not say what it is made of
     */
    public static @Nullable Double forward(Backbone backbone, int channels, int size) {
        if (!(backbone instanceof Exportable exportable)) {
            return null;
        }
        GraphBuilder builder = new GraphBuilder(backbone.namedTensors(), List.of(channels, size, size));
        NetworkGraph graph = builder.build(exportable.describe(builder, builder.input()));
        return graph.operations().stream().mapToDouble(NetworkWork::of).sum();
    }

    /** Each output of a convolution or a linear layer is a sum over the weights of its channel. */
    private static double of(GraphOperation operation) {
        return switch (operation.type()) {
            case "Conv", "Linear" -> 2.0 * operation.output().size() * perOutput(operation.required("W"));
            case "Gemm" -> 2.0 * operation.output().size() * perOutput(operation.required("B"));
            case "MatMul" -> 2.0 * operation.output().size() * lastAxis(operation.input());
            default -> 0;
        };
    }

    private static int lastAxis(GraphValue value) {
        return value.shape().get(value.shape().size() - 1);
    }

    private static long perOutput(GraphTensor weight) {
        return weight.size() / weight.shape().get(0);
    }
}
