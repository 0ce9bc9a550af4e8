package io.github.biwaa.network.layer;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Two linear layers with an activation between them, of each token [..., width] by itself. */
public final class Mlp extends Layer implements Exportable {
    private static final double DEVIATION = 0.02;

    private final Linear fc1;
    private final Operation activation;
    private final @Nullable GlobalResponseNorm grn;
    private final Linear fc2;

    /**
     * @param hidden the width between the two
     * @param activation between the two
     */
    public Mlp(int width, int hidden, Operation activation) {
        this(width, hidden, activation, false);
    }

    /**
     * @param hidden the width between the two
     * @param activation between the two
     * @param responseNorm whether a {@link GlobalResponseNorm} follows the activation, as in ConvNeXt V2; tokens are then [N, H, W, width]
     */
    public Mlp(int width, int hidden, Operation activation, boolean responseNorm) {
        fc1 = child("fc1", Linear.normal(width, hidden, DEVIATION));
        this.activation = activation;
        grn = responseNorm ? child("grn", new GlobalResponseNorm(hidden)) : null;
        fc2 = child("fc2", Linear.normal(hidden, width, DEVIATION));
    }

    @Override
    public Tensor forward(Tensor tokens, Mode mode) {
        return Tensors.scoped(() -> {
            Tensor active = activation.forward(fc1.forward(tokens, mode), mode);
            return fc2.forward(grn == null ? active : grn.forward(active, mode), mode);
        });
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue tokens) {
        GraphValue active = activation.describe(graph, fc1.describe(graph, tokens));
        return fc2.describe(graph, grn == null ? active : grn.describe(graph, active));
    }
}
