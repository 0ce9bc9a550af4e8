package io.github.biwaa.adaptation.classification;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a step mixes with what (Zhang et al. 2018): {@code l x + (1 - l) x[order]}.
 *
 * @param share l, 0.5 to 1
 * @param order a permutation of the samples
 */
public record MixUp(double share, int[] order) {
    /** Of the Beta distribution that l comes from; the paper's. */
    private static final double ALPHA = 0.75;

    /** @return l = max(l', 1 - l'), l' ~ Beta(0.75, 0.75), and an order of so many samples */
    public static MixUp draw(SplittableRandom random, int samples) {
        double drawn = beta(random);
        int[] order = IntStream.range(0, samples).toArray();
        for (int place = samples - 1; place > 0; place--) {
            int other = random.nextInt(place + 1);
            int held = order[place];
            order[place] = order[other];
            order[other] = held;
        }
        return new MixUp(Math.max(drawn, 1 - drawn), order);
    }

    /** By rejection (Jöhnk 1964). */
    private static double beta(SplittableRandom random) {
        while (true) {
            double x = Math.pow(random.nextDouble(), 1 / ALPHA);
            double y = Math.pow(random.nextDouble(), 1 / ALPHA);
            if (x + y > 0 && x + y <= 1) {
                return x / (x + y);
            }
        }
    }
}
