package io.github.biwaa.performance;

import io.github.biwaa.network.Backbone;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphOperation;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.graph.NetworkGraph;
import java.util.List;

/** How much a network computes. */
public final class NetworkWork {

    private NetworkWork() {}

    /**
     * Additions and multiplications of convolutions and linear layers in a forward pass; all else is a per cent or less of them.
     *
     * @param channels of a picture
     * @param size its height and width
     * @return operations per picture: 8.2e9 for ResNet-50 at 224 x 224
     * @throws io.github.biwaa.BiwaaException if the backbone does not describe itself
     */
    public static double forward(Backbone backbone, int channels, int size) {
        GraphBuilder builder = new GraphBuilder(backbone.namedTensors(), List.of(channels, size, size));
        NetworkGraph graph = builder.build(backbone.describe(builder, builder.input()));
        return graph.operations().stream().mapToDouble(NetworkWork::of).sum();
    }

    private static double of(GraphOperation operation) {
        if (operation instanceof GraphOperation.Convolution convolution) {
            GraphValue output = convolution.output();
            return 2.0 * output.height() * output.width() * convolution.weight().size();
        }
        return operation instanceof GraphOperation.Affine affine
                ? 2.0 * affine.weight().size()
                : 0;
    }
}
