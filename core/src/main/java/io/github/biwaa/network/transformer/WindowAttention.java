package io.github.biwaa.network.transformer;

import io.github.biwaa.network.graph.ArrayOperations;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphTensor;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Initializers;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention of Swin (Liu et al. 2021): a map is cut into windows of 7 x 7 pixels, and each pixel attends to those of its window, with a learnt bias for
 * each offset. A shifted one moves the map up and left by 3 before, so that windows straddle those of the block before it; pixels that were not neighbours
 * in the map do not attend to each other. Maps are [N, H, W, C]; what is missing to whole windows is zeros below and to the right.
 */
public final class WindowAttention extends Layer implements Exportable {
    private static final int SIDE = 7;
    private static final int SHIFT = 3;
    private static final int TOKENS = SIDE * SIDE;
    private static final int OFFSETS = 2 * SIDE - 1;
    private static final double DEVIATION = 0.02;
    /** What is added to the logits of pixels that were no neighbours. */
    private static final double APART = -100;

    private final Tensor table;
    private final Attention attention;
    private final int heads;
    private final boolean shifted;
    private final Border border;

    /** How libraries treat maps that are no multiple of the window. */
    public enum Border {
        /** The map is shifted, then padded; it is not shifted where it is one window. */
        TIMM {
            @Override
            boolean shifts(int side, int padded) {
                return side != SIDE;
            }
        },
        /** The map is padded, then shifted; it is not shifted where the padded map is one window. */
        TORCHVISION {
            @Override
            boolean shifts(int side, int padded) {
                return padded > SIDE;
            }
        };

        /** @return whether a map of that side is shifted */
        abstract boolean shifts(int side, int padded);
    }

    WindowAttention(int width, int heads, boolean shifted, Border border) {
        table = parameter("relative_position_bias_table", Initializers.normal(DEVIATION, OFFSETS * OFFSETS, heads));
        attention = child("", new Attention(width, heads));
        this.heads = heads;
        this.shifted = shifted;
        this.border = border;
    }

    /** The sides of a map, padded, and how far it is shifted. */
    private final class Grid {
        final int height;
        final int width;
        final int padHeight;
        final int padWidth;
        final int shiftHeight;
        final int shiftWidth;

        Grid(int height, int width) {
            this.height = height;
            this.width = width;
            padHeight = (height + SIDE - 1) / SIDE * SIDE;
            padWidth = (width + SIDE - 1) / SIDE * SIDE;
            shiftHeight = shifted && border.shifts(height, padHeight) ? SHIFT : 0;
            shiftWidth = shifted && border.shifts(width, padWidth) ? SHIFT : 0;
        }

        int rows() {
            return padHeight / SIDE;
        }

        int columns() {
            return padWidth / SIDE;
        }

        boolean isShifted() {
            return shiftHeight + shiftWidth > 0;
        }
    }

    @Override
    public Tensor forward(Tensor map, Mode mode) {
        return Tensors.scoped(() -> {
            Grid grid = new Grid((int) map.size(1), (int) map.size(2));
            Tensor placed =
                    border == Border.TIMM ? padded(rolled(map, grid, -1), grid) : rolled(padded(map, grid), grid, -1);
            Tensor windows = placed.reshape(-1, grid.rows(), SIDE, grid.columns(), SIDE, map.size(3))
                    .transpose(2, 3)
                    .reshape(-1, (long) grid.rows() * grid.columns(), TOKENS, map.size(3));
            Tensor attended = attention.forward(windows, new TensorOptional(bias(grid)), mode);
            Tensor joined = attended.reshape(-1, grid.rows(), grid.columns(), SIDE, SIDE, map.size(3))
                    .transpose(2, 3)
                    .reshape(-1, grid.padHeight, grid.padWidth, map.size(3));
            return border == Border.TIMM
                    ? rolled(cropped(joined, grid), grid, 1)
                    : cropped(rolled(joined, grid, 1), grid);
        });
    }

    private static Tensor rolled(Tensor map, Grid grid, int direction) {
        long[] shifts = {(long) direction * grid.shiftHeight, (long) direction * grid.shiftWidth};
        return grid.isShifted() ? torch.roll(map, shifts, 1, 2) : map;
    }

    private static Tensor padded(Tensor map, Grid grid) {
        long[] zeros = {0, 0, 0, grid.padWidth - grid.width, 0, grid.padHeight - grid.height};
        return grid.padHeight == grid.height && grid.padWidth == grid.width ? map : torch.constant_pad_nd(map, zeros);
    }

    private static Tensor cropped(Tensor map, Grid grid) {
        return map.narrow(1, 0, grid.height).narrow(2, 0, grid.width);
    }

    /** @return what is added to the logits: [heads, T, T] of the offsets, or [windows, heads, T, T] with what keeps pixels apart */
    private Tensor bias(Grid grid) {
        Tensor offsets = table.gather(
                        0,
                        offsetIndex().to(table.device(), torch.ScalarType.Long).expand(-1, heads))
                .view(TOKENS, TOKENS, heads)
                .permute(2, 0, 1);
        return grid.isShifted()
                ? offsets.add(apart(grid).to(table.device(), table.scalar_type().intern()))
                : offsets;
    }

    /** @return the row of the table of each pair of pixels, [T T, 1] */
    private static Tensor offsetIndex() {
        long[] index = new long[TOKENS * TOKENS];
        for (int a = 0; a < TOKENS; a++) {
            for (int b = 0; b < TOKENS; b++) {
                int down = a / SIDE - b / SIDE + SIDE - 1;
                int right = a % SIDE - b % SIDE + SIDE - 1;
                index[a * TOKENS + b] = (long) down * OFFSETS + right;
            }
        }
        return Tensors.of(index, index.length, 1);
    }

    /** @return 0 of neighbours and -100 of others, [windows, 1, T, T] */
    private static Tensor apart(Grid grid) {
        int windows = grid.rows() * grid.columns();
        double[] values = new double[windows * TOKENS * TOKENS];
        for (int window = 0; window < windows; window++) {
            int top = window / grid.columns() * SIDE;
            int left = window % grid.columns() * SIDE;
            int[] regions = new int[TOKENS];
            for (int token = 0; token < TOKENS; token++) {
                regions[token] = 3 * region(top + token / SIDE, grid.padHeight, grid.shiftHeight)
                        + region(left + token % SIDE, grid.padWidth, grid.shiftWidth);
            }
            for (int pair = 0; pair < TOKENS * TOKENS; pair++) {
                boolean together = regions[pair / TOKENS] == regions[pair % TOKENS];
                values[window * TOKENS * TOKENS + pair] = together ? 0 : APART;
            }
        }
        return Tensors.of(values, windows, 1, TOKENS, TOKENS);
    }

    /** Which of the three parts of a shifted axis a place is in. */
    private static int region(int place, int side, int shift) {
        if (shift == 0 || place < side - SIDE) {
            return 0;
        }
        return place < side - shift ? 1 : 2;
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue map) {
        ArrayOperations arrays = graph.arrays();
        Grid grid = new Grid(map.shape().get(0), map.shape().get(1));
        int width = map.shape().get(2);
        GraphValue placed = border == Border.TIMM
                ? padded(arrays, rolled(arrays, map, grid, 1), grid)
                : rolled(arrays, padded(arrays, map, grid), grid, 1);
        List<Integer> swap = List.of(0, 2, 1, 3, 4);
        GraphValue cut = arrays.reshape(placed, List.of(grid.rows(), SIDE, grid.columns(), SIDE, width));
        GraphValue windows =
                arrays.reshape(arrays.transpose(cut, swap), List.of(grid.rows() * grid.columns(), TOKENS, width));
        GraphValue attended = attention.describe(graph, windows, Optional.of(bias(graph, grid)));
        GraphValue pieces = arrays.reshape(attended, List.of(grid.rows(), grid.columns(), SIDE, SIDE, width));
        GraphValue joined =
                arrays.reshape(arrays.transpose(pieces, swap), List.of(grid.padHeight, grid.padWidth, width));
        return border == Border.TIMM
                ? rolled(arrays, cropped(arrays, joined, grid), grid, -1)
                : cropped(arrays, rolled(arrays, joined, grid, -1), grid);
    }

    private GraphTensor bias(GraphBuilder graph, Grid grid) {
        String name = graph.constant(table).name() + ".of_pairs";
        List<Long> shape = grid.isShifted()
                ? List.of((long) grid.rows() * grid.columns(), (long) heads, (long) TOKENS, (long) TOKENS)
                : List.of((long) heads, (long) TOKENS, (long) TOKENS);
        return new GraphTensor(
                name, shape, () -> Tensors.withoutGradient(() -> bias(grid).contiguous()));
    }

    /** The first entries of both axes moved to the end, or back. */
    private static GraphValue rolled(ArrayOperations arrays, GraphValue map, Grid grid, int direction) {
        GraphValue down = rolled(arrays, map, 0, direction * grid.shiftHeight);
        return rolled(arrays, down, 1, direction * grid.shiftWidth);
    }

    private static GraphValue rolled(ArrayOperations arrays, GraphValue map, int axis, int shift) {
        if (shift == 0) {
            return map;
        }
        int side = map.shape().get(axis);
        int first = Math.floorMod(shift, side);
        return arrays.concatenation(
                arrays.slice(map, axis, first, side - first), arrays.slice(map, axis, 0, first), axis);
    }

    private static GraphValue padded(ArrayOperations arrays, GraphValue map, Grid grid) {
        return arrays.pad(arrays.pad(map, 0, 0, grid.padHeight - grid.height), 1, 0, grid.padWidth - grid.width);
    }

    private static GraphValue cropped(ArrayOperations arrays, GraphValue map, Grid grid) {
        GraphValue rows = grid.padHeight == grid.height ? map : arrays.slice(map, 0, 0, grid.height);
        return grid.padWidth == grid.width ? rows : arrays.slice(rows, 1, 0, grid.width);
    }
}
