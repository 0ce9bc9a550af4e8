package io.github.biwaa.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.evaluation.MeasuredAccuracy;
import org.jspecify.annotations.Nullable;

/**
 * What labels of some target samples say about a run's model.
 *
 * @param learnt how many of them were learnt from
 * @param apart the accuracy on those that were kept apart
 * @param rest the accuracy on all target samples that were not learnt from, 0 to 1, if the target's own labels tell
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LabelledScores(
        int learnt, MeasuredAccuracy apart, @Nullable Double rest) {}
