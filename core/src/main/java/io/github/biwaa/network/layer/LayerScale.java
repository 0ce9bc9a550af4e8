package io.github.biwaa.network.layer;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import org.bytedeco.pytorch.Tensor;

/** A factor per feature that begins small, so that a deep network begins close to the identity (Touvron et al. 2021). */
public final class LayerScale extends Layer implements Exportable {
    private final Tensor gamma;

    /** @param initial every factor's */
    public LayerScale(int width, double initial) {
        gamma = parameter("gamma", Initializers.constant(initial, width));
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        return input.mul(gamma);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue input) {
        return graph.arrays().times(input, graph.constant(gamma));
    }
}
