package io.github.biwaa.adapt;

/**
 * A training that was decided on.
 *
 * @param name of its run folder, below the folder of the adaptation
 * @param method its name
 * @param frozen whether the backbone keeps its weights
 * @param iterations of each run
 */
public record PlannedTraining(String name, String method, boolean frozen, int iterations) {
    /** Runs that biwaa chains. */
    private static final int CHAINED = 3;

    /** @return how many runs it chains */
    public int runs() {
        return method.equals("biwaa") ? CHAINED : 1;
    }

    PlannedTraining withIterations(int number) {
        return new PlannedTraining(name, method, frozen, number);
    }
}
