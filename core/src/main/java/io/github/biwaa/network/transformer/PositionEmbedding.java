package io.github.biwaa.network.transformer;

import io.github.biwaa.image.Resampling;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Brings learnt positions to another grid of patches as timm does: bicubic with antialiasing, a = -0.5, aligned at the borders. Unlike timm's, it is
 * computed in the precision of the embedding.
 */
public final class PositionEmbedding {

    private PositionEmbedding() {}

    /**
     * Positions of another grid, from those of a square one.
     *
     * @param positions [1, prefix + n n, D]
     * @param prefix rows in front that stay as they are
     * @param height rows of the new grid
     * @param width columns of the new grid
     * @return [1, prefix + height width, D]; the tensor itself if the grid is the same
     * @throws IllegalArgumentException if the old grid is not square
     */
    public static Tensor resampled(Tensor positions, int prefix, int height, int width) {
        int count = (int) positions.size(1) - prefix;
        int side = (int) Math.round(Math.sqrt(count));
        if (side * side != count) {
            throw new IllegalArgumentException(count + " positions are no square grid");
        }
        if (side == height && side == width) {
            return positions;
        }
        return Tensors.scoped(() -> {
            Tensor grid = positions.narrow(1, prefix, count).view(side, -1);
            Tensor rows = resize(positions, side, height).matmul(grid).view(height, side, -1);
            Tensor resized = resize(positions, side, width).matmul(rows).view(1, (long) height * width, -1);
            return prefix == 0 ? resized : Tensors.concatenate(1, positions.narrow(1, 0, prefix), resized);
        });
    }

    private static Tensor resize(Tensor like, int from, int to) {
        return Tensors.of(Resampling.BICUBIC.matrix(from, to), to, from)
                .to(like.device(), like.scalar_type().intern());
    }
}
