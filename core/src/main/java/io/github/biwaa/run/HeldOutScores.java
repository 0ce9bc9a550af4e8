package io.github.biwaa.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.evaluation.AccuracyEstimate;
import java.util.List;

/**
 * What the held-out source samples say about a run's model.
 *
 * @param samples how many there are
 * @param accuracy on them, 0 to 1
 * @param temperature by which probabilities over the model's views are calibrated
 * @param targetEstimates accuracies on the target that were estimated without its labels, from calibrated probabilities
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HeldOutScores(int samples, double accuracy, double temperature, List<AccuracyEstimate> targetEstimates) {

    /** Copies the list. */
    public HeldOutScores {
        targetEstimates = targetEstimates == null ? List.of() : List.copyOf(targetEstimates);
    }
}
