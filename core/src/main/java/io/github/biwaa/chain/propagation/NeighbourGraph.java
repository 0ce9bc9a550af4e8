package io.github.biwaa.chain.propagation;

import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
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
    /** How many rows as near as the last one are found without looking at all rows again. */
    private static final int SPARE = 8;

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
            int kept = Math.min(nearest + SPARE, n);
            var largest = products.topk(kept, 1, true, true);
            double[] values = Tensors.toDoubles(largest.get0());
            long[] columns = Tensors.toLongs(largest.get1());
            for (int row = 0; row < to - from; row++) {
                int at = row * kept;
                double last = values[at + Math.min(nearest, n) - 1];
                if (kept < n && last > 0 && values[at + kept - 1] == last) {
                    builder.addRow(Tensors.toDoubles(products.select(0, row)), last);
                } else {
                    builder.addRow(values, columns, at, kept, last);
                }
            }
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

    /** Collects edges row by row, each row's in the order of their columns. */
    private static final class Builder {
        private final int[] start;
        private int rows;
        private int edges;
        private int[] column = new int[1024];
        private double[] weight = new double[1024];

        Builder(int rows) {
            start = new int[rows + 1];
        }

        /** @param products of the row with all others, of which those of at least {@code last} are edges */
        void addRow(double[] products, double last) {
            for (int other = 0; other < products.length; other++) {
                if (products[other] >= last) {
                    add(other, products[other]);
                }
            }
            start[++rows] = edges;
        }

        /** @param values the largest products of the row, from the {@code at}-th on, falling; those of at least {@code last} and above 0 are edges */
        void addRow(double[] values, long[] columns, int at, int count, double last) {
            int near = at;
            while (near < at + count && values[near] >= last && values[near] > 0) {
                near++;
            }
            int[] order = IntStream.range(at, near)
                    .boxed()
                    .sorted(Comparator.comparingLong(edge -> columns[edge]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int edge : order) {
                add(Math.toIntExact(columns[edge]), values[edge]);
            }
            start[++rows] = edges;
        }

        private void add(int other, double product) {
            if (edges == column.length) {
                column = Arrays.copyOf(column, 2 * edges);
                weight = Arrays.copyOf(weight, 2 * edges);
            }
            column[edges] = other;
            weight[edges++] = product;
        }

        NeighbourGraph build() {
            return new NeighbourGraph(start, Arrays.copyOf(column, edges), Arrays.copyOf(weight, edges));
        }
    }
}
