package io.github.biwaa.training.scoring;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.OpenSamples;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A labelled set in two parts: one to train on, and one that no step sees, by which the model is calibrated and its accuracy estimated.
 *
 * @param training the rest, with at least one sample of each class
 * @param trainingRows its numbers in the whole set
 * @param held about the same share of each class, in list order
 */
public record HeldOut(OpenSamples training, int[] trainingRows, OpenSamples held) implements AutoCloseable {

    /**
     * Splits a set.
     *
     * @param source labelled, with samples of each class; borrowed
     * @param share to hold out, above 0 and below 1
     * @param seed decides which
     * @throws InvalidSettingException if the classes are so small that none can spare a sample
     */
    public static HeldOut of(OpenSamples source, double share, long seed) {
        boolean[] held = choose(source.labels(), source.classes().size(), share, seed);
        int[] apart = rows(held, true);
        if (apart.length == 0) {
            throw new InvalidSettingException("hold-out: " + share + " of each class of " + source.name()
                    + " is less than one sample; expected a larger share, or 0");
        }
        int[] rest = rows(held, false);
        return new HeldOut(source.part(rest), rest, source.part(apart));
    }

    /** @return whether each sample is held out */
    static boolean[] choose(int[] labels, int classes, double share, long seed) {
        boolean[] held = new boolean[labels.length];
        SplittableRandom random = new SeedSequence(seed).streamOf(Purpose.HOLD_OUT);
        for (int k = 0; k < classes; k++) {
            int number = k;
            int[] rows = IntStream.range(0, labels.length)
                    .filter(row -> labels[row] == number)
                    .toArray();
            int count = Math.min(rows.length - 1, (int) Math.round(share * rows.length));
            for (int i = 0; i < count; i++) {
                int other = i + random.nextInt(rows.length - i);
                int chosen = rows[other];
                rows[other] = rows[i];
                held[chosen] = true;
            }
        }
        return held;
    }

    private static int[] rows(boolean[] held, boolean wanted) {
        return IntStream.range(0, held.length)
                .filter(row -> held[row] == wanted)
                .toArray();
    }

    @Override
    public void close() {
        training.close();
        held.close();
    }
}
