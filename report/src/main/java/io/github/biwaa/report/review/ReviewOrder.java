package io.github.biwaa.report.review;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The order in which a person is asked about pictures: a random sample, which measures the model; then those that would teach it most; then the others,
 * the least sure first.
 *
 * <pre>
 * next = argmax over i of (1 - (p_i1 - p_i2)) min over j before of ||sqrt(p_i) - sqrt(p_j)||
 * </pre>
 *
 * <p>p_i are the probabilities of picture i, p_i1 and p_i2 the two largest: pictures between two classes (margin sampling, Scheffer et al. 2001), each
 * unlike those before it, so that not all of them are between the same two.
 */
public final class ReviewOrder {
    /** Choosing one compares all pictures with it. */
    private static final int MOST_CHOSEN = 500;

    private ReviewOrder() {}

    /**
     * @param probabilities of each picture, a row per picture
     * @param random how many are drawn at random, at most the number of pictures
     * @param seeds decide which; a larger sample begins with a smaller one
     * @return the numbers of all pictures
     */
    public static int[] of(double[][] probabilities, int random, SeedSequence seeds) {
        int size = probabilities.length;
        int[] order = IntStream.range(0, size).toArray();
        SplittableRandom stream = seeds.streamOf(Purpose.REVIEW);
        for (int i = 0; i < random; i++) {
            swap(order, i, i + stream.nextInt(size - i));
        }
        // In list order again: which of equals comes first does not depend on how many were drawn.
        Arrays.sort(order, random, size);
        double[] unsureness = Arrays.stream(probabilities)
                .mapToDouble(ReviewOrder::unsureness)
                .toArray();
        double[] distance = new double[size];
        Arrays.fill(distance, random == 0 ? 1 : Double.POSITIVE_INFINITY);
        for (int i = 0; i < random; i++) {
            approach(distance, probabilities, order[i]);
        }
        int chosen = Math.min(size, random + MOST_CHOSEN);
        for (int place = random; place < chosen; place++) {
            int best = place;
            for (int i = place + 1; i < size; i++) {
                boolean better =
                        unsureness[order[i]] * distance[order[i]] > unsureness[order[best]] * distance[order[best]];
                best = better ? i : best;
            }
            swap(order, place, best);
            approach(distance, probabilities, order[place]);
        }
        int[] rest = IntStream.range(chosen, size)
                .map(place -> order[place])
                .boxed()
                .sorted((one, other) -> Double.compare(unsureness[other], unsureness[one]))
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(rest, 0, order, chosen, rest.length);
        return order;
    }

    private static void swap(int[] order, int one, int other) {
        int kept = order[one];
        order[one] = order[other];
        order[other] = kept;
    }

    private static double unsureness(double[] row) {
        double first = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (double p : row) {
            if (p > first) {
                second = first;
                first = p;
            } else if (p > second) {
                second = p;
            }
        }
        return 1 - (first - second);
    }

    /** Brings the distances to the nearest picture up to date. */
    private static void approach(double[] distance, double[][] rows, int added) {
        for (int i = 0; i < rows.length; i++) {
            double sum = 0;
            for (int k = 0; k < rows[i].length; k++) {
                double difference = Math.sqrt(rows[i][k]) - Math.sqrt(rows[added][k]);
                sum += difference * difference;
            }
            distance[i] = Math.min(distance[i], Math.sqrt(sum));
        }
    }
}
