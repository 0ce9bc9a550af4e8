package io.github.biwaa.network.convolution;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Squeeze and excitation (Hu et al. 2018): the mean of each channel goes through two narrow layers, and what comes out says how much of each channel
 * passes.
 */
final class SqueezeExcitation extends Layer implements Exportable {
    private final Conv2d fc1;
    private final Operation activation;
    private final Conv2d fc2;
    private final Operation gate;

    /**
     * @param squeezed the width between the two layers
     * @param activation between the two layers
     * @param gate from the second to shares from 0 to 1
     */
    SqueezeExcitation(int channels, int squeezed, Operation activation, Operation gate) {
        fc1 = child("fc1", Conv2d.heNormal(channels, squeezed, 1, 1, 0));
        this.activation = activation;
        fc2 = child("fc2", Conv2d.heNormal(squeezed, channels, 1, 1, 0));
        this.gate = gate;
    }

    @Override
    public Tensor forward(Tensor map, Mode mode) {
        return Tensors.scoped(() -> {
            Tensor mean = torch.adaptive_avg_pool2d(map, 1, 1);
            Tensor squeezed = activation.forward(fc1.forward(mean, mode), mode);
            return map.mul(gate.forward(fc2.forward(squeezed, mode), mode));
        });
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue map) {
        GraphValue mean = graph.arrays().mean(map, List.of(1, 2));
        GraphValue squeezed = activation.describe(graph, fc1.describe(graph, mean));
        return graph.arrays().times(map, gate.describe(graph, fc2.describe(graph, squeezed)));
    }
}
