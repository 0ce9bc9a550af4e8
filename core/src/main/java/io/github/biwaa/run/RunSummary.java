package io.github.biwaa.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is left to say of a finished run; an entry of summary.json.
 *
 * @param run r, from 0
 * @param iterations trained
 * @param seconds training and scoring took
 * @param targetAccuracy 0 to 1, or null where the target has no labels
 * @param losses the metrics of the last step
 * @param checkpoints scores along the run, the last step's last; none in the files of earlier versions
 * @param skippedSteps steps that were taken back because their loss was no number
 * @param warnings what is suspicious, in sentences for people
 * @param heldOut what held-out source samples say about the model; null if none were held out
 * @param predictions what the model says about the target; null in the files of earlier versions
 * @param labelled what labels of some target samples say; null if none were given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunSummary(
        int run,
        int iterations,
        double seconds,
        @Nullable Double targetAccuracy,
        Map<String, Double> losses,
        List<CheckpointScores> checkpoints,
        int skippedSteps,
        List<String> warnings,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable HeldOutScores heldOut,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TargetPredictions predictions,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LabelledScores labelled) {

    /** Copies what could change. */
    public RunSummary {
        losses = losses == null ? Map.of() : losses;
        checkpoints = checkpoints == null ? List.of() : List.copyOf(checkpoints);
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    /** @return the scores without labels after the last step, by the id of their validator; none if it was not scored */
    public Map<String, Double> lastScores() {
        return checkpoints.isEmpty()
                ? Map.of()
                : checkpoints.get(checkpoints.size() - 1).validators();
    }

    /** A run without anything suspicious. */
    public RunSummary(
            int run,
            int iterations,
            double seconds,
            @Nullable Double targetAccuracy,
            Map<String, Double> losses,
            List<CheckpointScores> checkpoints) {
        this(run, iterations, seconds, targetAccuracy, losses, checkpoints, 0, List.of(), null, null, null);
    }
}
