package io.github.biwaa.chain;

import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The nearest rows of each row, by the dot product: row i's neighbours are {@code column[start[i] .. start[i + 1] - 1]}. Products of a few rows with
 * all others exist at a time, so that memory grows with the number of rows and not with its square.
 *
 * @param start [n + 1]
 * @param column numbers of rows
 * @param weight their products, above 0
 */
record NeighbourGraph(int[] start, int[] column, double[] weight) {
    /** Products at once. */
    private static final int BLOCK_ENTRIES = 1 << 23;

    /**
     * @param rows [n, d], on the CPU
     * @param nearest neighbours per row; those as near as the last one stay, too, and those with a product of 0 or below count but are left out
     * @param withSelf whether a row is its own neighbour; otherwise its product with itself is 0
     * @param sweep told how far it is, and may stop it
     */
    static NeighbourGraph of(Tensor rows, int nearest, boolean withSelf, Sweep sweep) {
        int n = Math.toIntExact(rows.size(0));
        Builder builder = new Builder(n);
        new Sweep(Math.max(1, BLOCK_ENTRIES / n), sweep.progress(), sweep.task()).over(n, (from, to) -> {
            Tensor products = rows.narrow(0, from, to - from).matmul(rows.t());
            if (!withSelf) {
                products.diagonal(from, 0, 1).fill_(new Scalar(0));
            }
            // Below 0 is as good as 0: where the last neighbour's product is that, all above 0 are neighbours.
            Tensor last =
                    products.topk(Math.min(nearest, n), 1, true, true).get0().narrow(1, Math.min(nearest, n) - 1L, 1);
            Tensor near = products.ge(last).logical_and(products.gt(new Scalar(0)));
            builder.add(from, Tensors.toLongs(near.nonzero()), Tensors.toDoubles(products.masked_select(near)));
        });
        return builder.build();
    }

    int size() {
        return start.length - 1;
    }

    /** @return V + V' without its diagonal; where both rows have each other as neighbours, the neighbour stands there twice */
    NeighbourGraph symmetric() {
        int[] next = new int[size() + 1];
        for (int row = 0; row < size(); row++) {
            for (int edge = start[row]; edge < start[row + 1]; edge++) {
                if (column[edge] != row) {
                    next[row + 1]++;
                    next[column[edge] + 1]++;
                }
            }
        }
        Arrays.parallelPrefix(next, Integer::sum);
        int[] starts = next.clone();
        int[] columns = new int[starts[size()]];
        double[] weights = new double[columns.length];
        for (int row = 0; row < size(); row++) {
            for (int edge = start[row]; edge < start[row + 1]; edge++) {
                int other = column[edge];
                if (other != row) {
                    columns[next[row]] = other;
                    weights[next[row]++] = weight[edge];
                    columns[next[other]] = row;
                    weights[next[other]++] = weight[edge];
                }
            }
        }
        return new NeighbourGraph(starts, columns, weights);
    }

    /** Adds {@code sum over neighbours j of weight_ij values_j} to a row of K entries. */
    void addNeighbours(int row, double[] values, int classes, double[] sum, int at) {
        for (int edge = start[row]; edge < start[row + 1]; edge++) {
            int other = column[edge] * classes;
            for (int k = 0; k < classes; k++) {
                sum[at + k] += weight[edge] * values[other + k];
            }
        }
    }

    /** Collects edges row by row. */
    private static final class Builder {
        private final int[] start;
        private int[] column = new int[1024];
        private double[] weight = new double[1024];

        Builder(int rows) {
            start = new int[rows + 1];
        }

        /** @param places pairs of row, from the first of the block, and column */
        void add(int from, long[] places, double[] products) {
            int end = start[from];
            if (end + products.length > column.length) {
                int length = Math.max(2 * column.length, end + products.length);
                column = Arrays.copyOf(column, length);
                weight = Arrays.copyOf(weight, length);
            }
            for (int edge = 0; edge < products.length; edge++) {
                start[from + Math.toIntExact(places[2 * edge]) + 1] = end + edge + 1;
                column[end + edge] = Math.toIntExact(places[2 * edge + 1]);
                weight[end + edge] = products[edge];
            }
            // Rows without a neighbour begin where the row before them ends.
            for (int row = from + 1; row < start.length; row++) {
                start[row] = Math.max(start[row], start[row - 1]);
            }
        }

        NeighbourGraph build() {
            int edges = start[start.length - 1];
            return new NeighbourGraph(start, Arrays.copyOf(column, edges), Arrays.copyOf(weight, edges));
        }
    }
}
