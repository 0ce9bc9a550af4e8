package io.github.biwaa.network.layer;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Layer normalisation (Ba et al. 2016): each token, or each pixel of a map, is brought to mean 0 and variance 1 over its features, then scaled and
 * shifted feature by feature.
 */
public final class LayerNorm extends Layer implements Exportable {
    private final Tensor weight;
    private final Tensor bias;
    private final double epsilon;
    private final boolean ofMaps;

    private LayerNorm(int width, double epsilon, boolean ofMaps) {
        weight = parameter("weight", Initializers.ones(width));
        bias = parameter("bias", Initializers.zeros(width));
        this.epsilon = epsilon;
        this.ofMaps = ofMaps;
    }

    /**
     * Of the last axis: [..., width].
     *
     * @param epsilon is added to the variance
     */
    public static LayerNorm ofTokens(int width, double epsilon) {
        return new LayerNorm(width, epsilon, false);
    }

    /**
     * Of the channels of each pixel: [N, channels, H, W].
     *
     * @param epsilon is added to the variance
     */
    public static LayerNorm ofMaps(int channels, double epsilon) {
        return new LayerNorm(channels, epsilon, true);
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        return ofMaps
                ? Tensors.scoped(() -> normalise(input.permute(0, 2, 3, 1)).permute(0, 3, 1, 2))
                : normalise(input);
    }

    private Tensor normalise(Tensor input) {
        return torch.layer_norm(
                input, weight.shape(), new TensorOptional(weight), new TensorOptional(bias), epsilon, true);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue input) {
        return ofMaps ? graph.mapOf(describeTokens(graph, graph.pixelsOf(input))) : describeTokens(graph, input);
    }

    private GraphValue describeTokens(GraphBuilder graph, GraphValue input) {
        return graph.arrays().layerNormalisation(input, weight, bias, epsilon);
    }
}
