package io.github.biwaa;

/** Somebody asked a task to stop. What was finished before is kept. */
public final class StoppedException extends BiwaaException {
    private static final long serialVersionUID = 1L;

    private StoppedException(String message) {
        super(message);
    }

    /** Stopped between two steps of a run. */
    public static StoppedException afterStep(int run, int iteration) {
        return new StoppedException(
                "stopped in run " + run + " after iteration " + iteration + "; everything up to there is saved.");
    }

    /** Stopped at other work. */
    public static StoppedException during(Progress.Task task) {
        return new StoppedException("stopped while " + task.name() + "; what was finished before is kept.");
    }
}
