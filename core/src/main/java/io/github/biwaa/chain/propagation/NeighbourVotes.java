package io.github.biwaa.chain.propagation;

import io.github.biwaa.samples.batch.Sweep;
import org.bytedeco.pytorch.Tensor;

/**
 * What the classifier says of a target sample's nearest neighbours in the target (Westfechtel et al. 2024; docs/method.md).
 *
 * <pre>
 * G = h h', negative products 0, diagonal 0; of each row the 5 largest, as 1 where above 1e-5;  N = G C / 5
 * </pre>
 *
 * <p>Rows sum to 1 where a sample has exactly five neighbours: to more where some are equally near, to less where there are fewer.
 */
final class NeighbourVotes {
    private static final int NEIGHBOURS = 5;
    private static final double WHOLE_VOTE = 1e-5;

    private NeighbourVotes() {}

    /**
     * @param target h, [N_t, d]
     * @param classifier C, [N_t, K] row by row
     * @return N, [N_t, K] row by row
     */
    static double[] of(Tensor target, double[] classifier, int classes, Sweep sweep) {
        NeighbourGraph graph = NeighbourGraph.of(target, NEIGHBOURS, false, sweep);
        for (int edge = 0; edge < graph.weight().length; edge++) {
            double product = graph.weight()[edge];
            graph.weight()[edge] = (product > WHOLE_VOTE ? 1 : product) / NEIGHBOURS;
        }
        double[] votes = new double[classifier.length];
        for (int sample = 0; sample < graph.size(); sample++) {
            graph.addNeighbours(sample, classifier, classes, votes, sample * classes);
        }
        return votes;
    }
}
