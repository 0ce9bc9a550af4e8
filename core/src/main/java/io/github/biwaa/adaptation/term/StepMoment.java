package io.github.biwaa.adaptation.term;

import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * What the host knows of a step.
 *
 * @param iteration i, from 0
 * @param targetSamples numbers of the target's samples, [B]
 * @param random the step's random numbers, from their beginning each time
 */
public record StepMoment(long iteration, int[] targetSamples, Supplier<SplittableRandom> random) {
    /** Without random numbers. */
    public StepMoment(long iteration, int... targetSamples) {
        this(iteration, targetSamples, () -> {
            throw new IllegalStateException("a step without random numbers");
        });
    }
}
