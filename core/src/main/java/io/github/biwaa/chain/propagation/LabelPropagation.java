package io.github.biwaa.chain.propagation;

import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Labels of the source, spread to the target over the graph of nearest neighbours (Zhou et al. 2004; Westfechtel et al. 2024; docs/method.md).
 *
 * <pre>
 * V = cosines of the 20 nearest rows, negative ones 0;  W = V + V', diagonal 0;  S = D^-1/2 W D^-1/2,  D = row sums of W
 * X = (I - 0.75 S)^-1 Y,  by repeating X <- 0.75 S X + Y;  L = rows of the target, divided by their sums
 * </pre>
 *
 * <p>Y is one-hot in the source and 0 in the target. A target row that no label reaches has no L.
 */
final class LabelPropagation {
    /** Neighbours per row, the row itself included. */
    private static final int NEIGHBOURS = 20;

    private static final double SPREAD = 0.75;
    /** What is added to D. */
    private static final double SMALLEST_DEGREE = 1e-8;
    /** What is left out then is below 0.75^100 = 3e-13 of the largest entry. */
    private static final int ROUNDS = 100;

    private LabelPropagation() {}

    /**
     * @param rows h of the source and then of the target, [N_s + N_t, d]
     * @param sourceLabels [N_s]
     * @return L, [N_t, K] row by row; rows that no label reaches hold 0
     */
    static double[] of(Tensor rows, int[] sourceLabels, int classes, Sweep sweep) {
        NeighbourGraph graph = NeighbourGraph.of(Tensors.unitRows(rows), NEIGHBOURS, true, sweep)
                .symmetric();
        normalise(graph);
        double[] x = propagate(graph, sourceLabels, classes);
        int targets = graph.size() - sourceLabels.length;
        double[] shares = new double[targets * classes];
        for (int sample = 0; sample < targets; sample++) {
            int from = (sourceLabels.length + sample) * classes;
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += x[from + k];
            }
            for (int k = 0; k < classes && sum > 0; k++) {
                shares[sample * classes + k] = x[from + k] / sum;
            }
        }
        return shares;
    }

    /** Turns W into S. */
    private static void normalise(NeighbourGraph graph) {
        double[] scale = new double[graph.size()];
        for (int row = 0; row < scale.length; row++) {
            double degree = 0;
            for (int edge = graph.start()[row]; edge < graph.start()[row + 1]; edge++) {
                degree += graph.weight()[edge];
            }
            scale[row] = 1 / Math.sqrt(degree + SMALLEST_DEGREE);
        }
        for (int row = 0; row < scale.length; row++) {
            for (int edge = graph.start()[row]; edge < graph.start()[row + 1]; edge++) {
                graph.weight()[edge] *= scale[row] * scale[graph.column()[edge]];
            }
        }
    }

    private static double[] propagate(NeighbourGraph graph, int[] sourceLabels, int classes) {
        double[] x = new double[Math.multiplyExact(graph.size(), classes)];
        double[] next = new double[x.length];
        for (int round = 0; round <= ROUNDS; round++) {
            double[] before = x;
            double[] after = next;
            IntStream.range(0, graph.size()).parallel().forEach(row -> {
                int at = row * classes;
                Arrays.fill(after, at, at + classes, 0);
                graph.addNeighbours(row, before, classes, after, at);
                for (int k = 0; k < classes; k++) {
                    after[at + k] *= SPREAD;
                }
                if (row < sourceLabels.length) {
                    after[at + sourceLabels[row]] += 1;
                }
            });
            x = after;
            next = before;
        }
        return x;
    }
}
