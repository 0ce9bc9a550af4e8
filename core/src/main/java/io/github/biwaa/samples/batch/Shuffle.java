package io.github.biwaa.samples.batch;

import java.util.SplittableRandom;

/** The Fisher-Yates shuffle. */
final class Shuffle {

    private Shuffle() {}

    /** Puts the values into a random order, in place; all orders are equally likely. */
    static int[] inPlace(int[] values, SplittableRandom random) {
        for (int last = values.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            int value = values[last];
            values[last] = values[other];
            values[other] = value;
        }
        return values;
    }
}
