package io.github.biwaa.adapt;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A training that was decided on.
 *
 * @param name of its run folder, below the folder of the adaptation
 * @param method its name
 * @param frozen whether the backbone keeps its weights
 * @param iterations of each run
 * @param labels the file beside its folder with labels of target pictures that it learns from; null for none
 */
public record PlannedTraining(
        String name,
        String method,
        boolean frozen,
        int iterations,
        @JsonInclude(NON_NULL) @Nullable String labels) {
    /** Runs that biwaa chains. */
    private static final int CHAINED = 3;

    /** Without labels of the target. */
    PlannedTraining(String name, String method, boolean frozen, int iterations) {
        this(name, method, frozen, iterations, null);
    }

    /** @return how many runs it chains */
    public int runs() {
        return method.equals("biwaa") ? CHAINED : 1;
    }

    PlannedTraining withIterations(int number) {
        return new PlannedTraining(name, method, frozen, number, labels);
    }
}
