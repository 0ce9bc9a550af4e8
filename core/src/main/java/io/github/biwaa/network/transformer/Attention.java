package io.github.biwaa.network.transformer;

import io.github.biwaa.network.graph.ArrayOperations;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphTensor;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Linear;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Multi-head self-attention (Vaswani et al. 2017) of tokens [..., T, D]: {@code softmax(q k^T / sqrt(d) + bias) v} in each head, d = D / heads, between
 * one linear layer that makes queries, keys and values, in this order, and one that joins the heads.
 */
final class Attention extends Layer implements Exportable {
    private static final double DEVIATION = 0.02;

    private final Linear qkv;
    private final Linear proj;
    private final int width;
    private final int heads;

    /**
     * @param width D, a multiple of {@code heads}
     * @param heads from 1
     */
    public Attention(int width, int heads) {
        this.width = width;
        this.heads = heads;
        qkv = child("qkv", Linear.normal(width, 3 * width, DEVIATION));
        proj = child("proj", Linear.normal(width, width, DEVIATION));
    }

    @Override
    public Tensor forward(Tensor tokens, Mode mode) {
        return forward(tokens, new TensorOptional(), mode);
    }

    /**
     * Attention with something added to its logits.
     *
     * @param bias broadcast to [..., heads, T, T]
     */
    Tensor forward(Tensor tokens, TensorOptional bias, Mode mode) {
        return Tensors.scoped(() -> {
            Tensor parts = qkv.forward(tokens, mode).unflatten(-1, 3, heads, width / heads);
            Tensor mixed = torch.scaled_dot_product_attention(
                    headsFirst(parts.select(-3, 0)),
                    headsFirst(parts.select(-3, 1)),
                    headsFirst(parts.select(-3, 2)),
                    bias,
                    0,
                    false,
                    new DoubleOptional(),
                    false);
            return proj.forward(headsFirst(mixed).flatten(-2, -1), mode);
        });
    }

    /** From [..., T, heads, d] to [..., heads, T, d], and back. */
    private static Tensor headsFirst(Tensor tokens) {
        return tokens.transpose(-3, -2);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue tokens) {
        return describe(graph, tokens, Optional.empty());
    }

    /** @param bias broadcast to [..., heads, T, T] */
    GraphValue describe(GraphBuilder graph, GraphValue tokens, Optional<GraphTensor> bias) {
        ArrayOperations arrays = graph.arrays();
        List<Integer> shape = new ArrayList<>(tokens.shape());
        int axes = shape.size();
        shape.remove(axes - 1);
        shape.addAll(List.of(3, heads, width / heads));
        GraphValue parts = arrays.reshape(qkv.describe(graph, tokens), shape);
        List<Integer> order = order(axes + 1);
        Collections.swap(order, axes - 1, axes - 2);
        GraphValue query = arrays.transpose(arrays.select(parts, axes - 1, 0), order);
        GraphValue value = arrays.transpose(arrays.select(parts, axes - 1, 2), order);
        List<Integer> keyOrder = order(axes + 1);
        Collections.rotate(keyOrder.subList(axes - 2, axes + 1), -1);
        GraphValue key = arrays.transpose(arrays.select(parts, axes - 1, 1), keyOrder);
        GraphValue logits = graph.scale(arrays.product(query, key), 1 / Math.sqrt((double) width / heads));
        GraphValue biased = bias.map(tensor -> arrays.plus(logits, tensor)).orElse(logits);
        GraphValue mixed = arrays.transpose(arrays.product(graph.softmax(biased), value), order);
        return proj.describe(graph, arrays.reshape(mixed, tokens.shape()));
    }

    private static List<Integer> order(int axes) {
        List<Integer> order = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            order.add(axis);
        }
        return order;
    }
}
