package io.github.biwaa.evaluation;

import io.github.biwaa.torch.Tensors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * SND: how many neighbours a sample has, softly. Each sample's similarities to all others, cosines of predictions over the temperature 0.05, become
 * a distribution by softmax; SND is the mean of these distributions' entropies, in nats, 0 to ln(N - 1). Dense neighbourhoods are wide ones.
 *
 * <pre>
 * X_nm = cos(p_n, p_m) / 0.05,   n != m
 * SND = mean over n of H(softmax over m of X_nm)
 * </pre>
 *
 * Its work grows with the square of N: of more than {@value #MOST} samples it looks at as many, evenly spread in the order of the target.
 *
 * <p>Saito et al.: Tune it the Right Way: Unsupervised Validation of Domain Adaptation via Soft Neighborhood Density, ICCV 2021.
 */
final class SoftNeighbourhoodDensity {
    /** The paper's temperature. */
    public static final double TEMPERATURE = 0.05;

    /** How many samples are compared with each other at most: some seconds. */
    public static final int MOST = 20_000;

    /** Entries of X held at once: N of any size fits in memory. */
    private static final int ENTRIES = 1 << 22;

    private SoftNeighbourhoodDensity() {}

    /**
     * @param scores p, [N, K], rows sum to 1, N at least 2
     * @return 0 to ln(min(N, {@value #MOST}) - 1); 0 for fewer than three samples
     */
    public static double of(Tensor scores) {
        return of(scores, MOST);
    }

    static double of(Tensor scores, int most) {
        int samples = Math.toIntExact(Math.min(most, scores.size(0)));
        if (samples < 2) {
            return 0;
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor rows = Tensors.toDouble(spread(scores, samples));
            Tensor directions = rows.div(Tensors.sum(rows.mul(rows), 1, true).sqrt());
            double sum = 0;
            int rowsAtOnce = Math.max(1, ENTRIES / samples);
            for (int from = 0; from < samples; from += rowsAtOnce) {
                sum += sumOfEntropies(directions, from, Math.min(samples, from + rowsAtOnce));
            }
            return sum / samples;
        }
    }

    private static Tensor spread(Tensor scores, int samples) {
        long all = scores.size(0);
        if (all == samples) {
            return scores;
        }
        int[] numbers =
                IntStream.range(0, samples).map(n -> (int) (n * all / samples)).toArray();
        return Tensors.rows(scores, Tensors.indices(numbers));
    }

    private static double sumOfEntropies(Tensor directions, int from, int to) {
        try (PointerScope scope = new PointerScope()) {
            Tensor similarities =
                    Tensors.times(directions.narrow(0, from, to - from).matmul(directions.t()), 1 / TEMPERATURE);
            // A sample is no neighbour of its own.
            similarities.diagonal(from, 0, 1).fill_(new Scalar(Double.NEGATIVE_INFINITY));
            return Tensors.item(
                    PredictionEntropy.ofRows(similarities.softmax(1)).sum());
        }
    }
}
