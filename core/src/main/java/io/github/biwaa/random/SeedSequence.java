package io.github.biwaa.random;

import java.util.SplittableRandom;

/**
 * Random numbers addressed by place. A path such as (run, step, slot) always names the same stream of one seed, whichever thread asks first and
 * whether or not the program was restarted in between; so no generator state needs saving.
 *
 * @param seed the user's seed; any value
 */
public record SeedSequence(long seed) {

    /** Independent purposes get independent streams: the first element of every path. */
    public enum Purpose {
        /** Initial values of heads, and of a backbone that starts without weights. */
        INITIALISATION,
        /** Dropout masks of a step. */
        DROPOUT,
        /** Order of the source's samples. */
        SOURCE_SAMPLER,
        /** Order of the target's samples. */
        TARGET_SAMPLER,
        /** Crop and flip of a source picture. */
        SOURCE_AUGMENTATION,
        /** Crop and flip of a target picture. */
        TARGET_AUGMENTATION,
        /** Pictures that the program draws. */
        DRAWING,
        /** What an exported model is tried on. */
        VERIFICATION,
        /** Which samples of the source are held out. */
        HOLD_OUT,
        /** A second crop and flip of a target picture. */
        SECOND_TARGET_AUGMENTATION,
        /** What a step mixes with what. */
        MIXING,
        /** Order of the target's labelled samples. */
        LABELLED_SAMPLER,
        /** Which samples of the target a person is asked about. */
        REVIEW
    }

    /**
     * The seed of one place.
     *
     * @param purpose what the numbers are for
     * @param path where they are used, for example (run, step, slot)
     * @return 64 well-mixed bits, equal for equal arguments
     */
    public long seedOf(Purpose purpose, long... path) {
        long hash = mix(seed + GOLDEN_GAMMA * (purpose.ordinal() + 1L));
        for (long element : path) {
            hash = mix(hash * 31 + GOLDEN_GAMMA + element);
        }
        return hash;
    }

    /**
     * A generator for one place; see {@link #seedOf}.
     *
     * @param purpose what the numbers are for
     * @param path where they are used
     * @return a fresh generator, always the same for equal arguments
     */
    public SplittableRandom streamOf(Purpose purpose, long... path) {
        return new SplittableRandom(seedOf(purpose, path));
    }

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** The finaliser of SplitMix64 (Stafford's variant 13): every input bit changes about half of the output bits. */
    private static long mix(long bits) {
        bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        return bits ^ (bits >>> 31);
    }
}
