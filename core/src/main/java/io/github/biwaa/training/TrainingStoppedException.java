package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;

/** Somebody asked a training to stop. Finished runs and steps are kept. */
public final class TrainingStoppedException extends BiwaaException {
    private static final long serialVersionUID = 1L;

    private TrainingStoppedException(String message) {
        super(message);
    }

    /** Stopped between two steps of a run. */
    static TrainingStoppedException afterStep(int run, int iteration) {
        return new TrainingStoppedException(
                "stopped in run " + run + " after iteration " + iteration + "; everything up to there is saved.");
    }

    /**
     * Stopped at other work.
     *
     * @param work for example: decoding the pictures of phone
     */
    static TrainingStoppedException during(String work) {
        return new TrainingStoppedException("stopped while " + work + "; what was trained before is kept.");
    }
}
