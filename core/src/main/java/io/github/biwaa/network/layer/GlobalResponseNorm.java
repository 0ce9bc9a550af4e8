package io.github.biwaa.network.layer;

import io.github.biwaa.network.graph.ArrayOperations;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Global response normalisation of ConvNeXt V2 (Woo et al. 2023), of [N, H, W, C]: each channel's length over the picture, divided by the mean length of
 * all channels, says how strongly the channel is passed on beside the input itself.
 */
final class GlobalResponseNorm extends Layer implements Exportable {
    private static final double EPSILON = 1e-6;

    private final Tensor weight;
    private final Tensor bias;

    GlobalResponseNorm(int channels) {
        weight = parameter("weight", Initializers.zeros(channels));
        bias = parameter("bias", Initializers.zeros(channels));
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        return Tensors.scoped(() -> {
            Tensor length = input.square()
                    .sum(new long[] {1, 2}, true, new ScalarTypeOptional())
                    .sqrt();
            Tensor mean = length.mean(new long[] {-1}, true, new ScalarTypeOptional());
            Tensor response = length.div(mean.add(new Scalar(EPSILON)));
            return input.mul(response.mul(weight).add(new Scalar(1))).add(bias);
        });
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue input) {
        ArrayOperations arrays = graph.arrays();
        GraphValue length = arrays.length(input, List.of(0, 1));
        GraphValue response = arrays.quotient(length, arrays.plus(arrays.mean(length, List.of(2)), EPSILON));
        GraphValue factor = arrays.plus(arrays.times(response, graph.constant(weight)), 1);
        return arrays.plus(arrays.times(input, factor), graph.constant(bias));
    }
}
