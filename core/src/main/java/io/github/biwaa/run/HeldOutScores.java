package io.github.biwaa.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.evaluation.AccuracyEstimator;
import io.github.biwaa.evaluation.ClassFrequency;
import java.util.List;
import java.util.Optional;

/**
 * What the held-out source samples say about a run's model.
 *
 * @param samples how many there are
 * @param accuracy on them, 0 to 1
 * @param temperature by which probabilities over the model's views are calibrated
 * @param targetEstimates accuracies on the target that were estimated without its labels, from calibrated probabilities
 * @param classFrequencies how frequent classes are; none in files of earlier versions
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HeldOutScores(
        int samples,
        double accuracy,
        double temperature,
        List<AccuracyEstimate> targetEstimates,
        List<ClassFrequency> classFrequencies) {

    /** The measurement by which it was chosen is in docs/adapt.md. */
    private static final AccuracyEstimator CHOICE = AccuracyEstimator.DIFFERENCE_OF_CONFIDENCES;

    /** Copies the lists. */
    public HeldOutScores {
        targetEstimates = targetEstimates == null ? List.of() : List.copyOf(targetEstimates);
        classFrequencies = classFrequencies == null ? List.of() : List.copyOf(classFrequencies);
    }

    /** @return the estimate that trainings are chosen by; empty in files of earlier versions that have none */
    public Optional<AccuracyEstimate> estimate() {
        return targetEstimates.stream()
                .filter(estimate -> estimate.method().equals(CHOICE.id()))
                .findFirst();
    }
}
