package io.github.biwaa.network.transformer;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.LayerNorm;
import io.github.biwaa.network.layer.LayerScale;
import io.github.biwaa.network.layer.Mlp;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.StochasticDepth;
import io.github.biwaa.torch.Tensors;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A block of a Vision Transformer: {@code x += ls1(attn(norm1(x)))}, then {@code x += ls2(mlp(norm2(x)))}; tokens [N, T, D]. */
final class TransformerBlock extends Layer implements Exportable {
    private static final int EXPANSION = 4;

    private final LayerNorm norm1;
    private final Attention attn;
    private final @Nullable LayerScale ls1;
    private final LayerNorm norm2;
    private final Mlp mlp;
    private final @Nullable LayerScale ls2;
    private final StochasticDepth depth = child("depth", new StochasticDepth());

    /**
     * @param width D
     * @param epsilon of the norms
     * @param layerScale its initial value; empty for none
     * @param activation of the MLP
     */
    TransformerBlock(int width, int heads, double epsilon, OptionalDouble layerScale, Operation activation) {
        norm1 = child("norm1", LayerNorm.ofTokens(width, epsilon));
        attn = child("attn", new Attention(width, heads));
        ls1 = scale("ls1", width, layerScale);
        norm2 = child("norm2", LayerNorm.ofTokens(width, epsilon));
        mlp = child("mlp", new Mlp(width, EXPANSION * width, activation));
        ls2 = scale("ls2", width, layerScale);
    }

    private @Nullable LayerScale scale(String name, int width, OptionalDouble initial) {
        return initial.isPresent() ? child(name, new LayerScale(width, initial.getAsDouble())) : null;
    }

    /** @return what drops its two branches */
    StochasticDepth depth() {
        return depth;
    }

    @Override
    public Tensor forward(Tensor tokens, Mode mode) {
        return Tensors.scoped(() -> forward(tokens, normed(tokens, mode), mode));
    }

    /** @return norm1(x), the last tokens but one that know where things are */
    Tensor normed(Tensor tokens, Mode mode) {
        return norm1.forward(tokens, mode);
    }

    /**
     * The block from its first norm on.
     *
     * @param normed what {@link #normed} returned
     */
    Tensor forward(Tensor tokens, Tensor normed, Mode mode) {
        Mode own = ownMode(mode);
        Tensor attended = depth.join(tokens, scaled(ls1, attn.forward(normed, mode), mode), own);
        return depth.join(attended, scaled(ls2, mlp.forward(norm2.forward(attended, mode), mode), mode), own);
    }

    private static Tensor scaled(@Nullable LayerScale scale, Tensor branch, Mode mode) {
        return scale == null ? branch : scale.forward(branch, mode);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue tokens) {
        GraphValue attention = attn.describe(graph, norm1.describe(graph, tokens));
        GraphValue attended = graph.sum(tokens, scaled(graph, ls1, attention));
        GraphValue mixed = mlp.describe(graph, norm2.describe(graph, attended));
        return graph.sum(attended, scaled(graph, ls2, mixed));
    }

    private static GraphValue scaled(GraphBuilder graph, @Nullable LayerScale scale, GraphValue branch) {
        return scale == null ? branch : scale.describe(graph, branch);
    }
}
