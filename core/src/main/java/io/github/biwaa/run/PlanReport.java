package io.github.biwaa.run;

import io.github.biwaa.Progress.Phase;
import java.util.List;

/**
 * What a training is going to do, for another process.
 *
 * @param phases in their order
 */
public record PlanReport(List<Phase> phases) {
    /** Copies the list. */
    public PlanReport {
        phases = List.copyOf(phases);
    }
}
