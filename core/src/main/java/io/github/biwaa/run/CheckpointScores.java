package io.github.biwaa.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a network makes of the domains at some step of a run.
 *
 * @param iteration updates done so far
 * @param targetAccuracy 0 to 1, or null where the target has no labels; for reporting alone
 * @param validators scores that need no target labels, by {@link io.github.biwaa.evaluation.Validator#id}
 */
public record CheckpointScores(int iteration, @Nullable Double targetAccuracy, Map<String, Double> validators) {

    /** Copies what could change; a file without validators has none. */
    public CheckpointScores {
        validators = validators == null ? Map.of() : new LinkedHashMap<>(validators);
    }
}
