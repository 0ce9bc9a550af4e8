package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;

/** Somebody asked a training to stop. Finished runs stay usable. */
public final class TrainingStoppedException extends BiwaaException {
    private static final long serialVersionUID = 1L;

    TrainingStoppedException(int run, int iteration) {
        super("stopped in run " + run + " after " + (iteration + 1) + " iterations; finished runs stay usable.");
    }
}
