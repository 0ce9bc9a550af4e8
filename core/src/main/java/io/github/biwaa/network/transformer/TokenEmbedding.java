package io.github.biwaa.network.transformer;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphTensor;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Initializers;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.LayerNorm;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a Vision Transformer, from pictures to tokens: each patch is projected by itself, class token and registers come in front, and each
 * token learns where it is. Pictures [N, C, H, W] become [N, prefix + patches, D]; patches are numbered row by row.
 */
final class TokenEmbedding extends Layer implements Exportable {
    private static final double DEVIATION = 0.02;

    private final VitDesign design;
    private final Tensor classToken;
    private final @Nullable Tensor registers;
    private final Tensor positions;
    private final Conv2d projection;
    private final @Nullable LayerNorm norm;

    /**
     * @param channels of a picture
     * @param size of the pictures whose positions are learnt; others are resampled
     */
    TokenEmbedding(VitDesign design, int channels, int size) {
        this.design = design;
        int side = size / design.patch();
        int width = design.width();
        classToken = parameter("cls_token", Initializers.normal(DEVIATION, 1, 1, width));
        registers = design.registers() == 0
                ? null
                : parameter("reg_token", Initializers.normal(DEVIATION, 1, design.registers(), width));
        positions = parameter(
                "pos_embed", Initializers.normal(DEVIATION, 1, (long) side * side + positionsInFront(), width));
        projection = child("patch_embed.proj", Conv2d.patches(channels, width, design.patch(), !design.preNorm()));
        norm = design.preNorm() ? child("norm_pre", LayerNorm.ofTokens(width, design.epsilon())) : null;
    }

    /** @return how many tokens in front of the patches have a position */
    int positionsInFront() {
        return design.positionOfClass() ? 1 : 0;
    }

    /** @return the positions, [1, positionsInFront + patches, D] */
    Tensor positions() {
        return positions;
    }

    @Override
    public Tensor forward(Tensor images, Mode mode) {
        return Tensors.scoped(() -> {
            Tensor map = projection.forward(images, mode);
            Tensor patches = map.flatten(2, -1).transpose(1, 2);
            Tensor places = places((int) map.size(2), (int) map.size(3));
            Tensor tokens;
            if (design.positionOfClass()) {
                tokens = inFront(patches).add_(places);
            } else {
                tokens = inFront(patches.add(places));
            }
            return norm == null ? tokens : norm.forward(tokens, mode);
        });
    }

    private Tensor places(int rows, int columns) {
        return PositionEmbedding.resampled(positions, positionsInFront(), rows, columns);
    }

    /** Class token and registers before the patches of each picture. */
    private Tensor inFront(Tensor patches) {
        Tensor first = classToken.expand(patches.size(0), -1, -1);
        return registers == null
                ? Tensors.concatenate(1, first, patches)
                : Tensors.concatenate(1, first, registers.expand(patches.size(0), -1, -1), patches);
    }

    /** In the graph, tokens in front are rows of zeros, to which the tokens are added together with the positions. */
    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue images) {
        GraphValue map = projection.describe(graph, images);
        int patches = map.height() * map.width();
        GraphValue rows =
                graph.arrays().transpose(graph.arrays().reshape(map, List.of(design.width(), patches)), List.of(1, 0));
        List<Long> shape = List.of(1L, (long) design.prefixTokens() + patches, (long) design.width());
        GraphTensor added = new GraphTensor("tokens", shape, () -> addedToTokens(map.height(), map.width()));
        GraphValue tokens = graph.arrays().plus(graph.arrays().pad(rows, 0, design.prefixTokens(), 0), added);
        return norm == null ? tokens : norm.describe(graph, tokens);
    }

    private Tensor addedToTokens(int rows, int columns) {
        return Tensors.withoutGradient(() -> {
            Tensor places = places(rows, columns);
            return design.positionOfClass()
                    ? inFront(Tensors.zerosLike(classToken, 1, (long) rows * columns, design.width()))
                            .add_(places)
                    : inFront(places);
        });
    }
}
