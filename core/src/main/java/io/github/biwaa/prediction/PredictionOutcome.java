package io.github.biwaa.prediction;

import io.github.biwaa.evaluation.ClassTally;
import java.util.Optional;

/**
 * What is left to say of many predictions.
 *
 * @param samples that were looked at, broken ones included
 * @param broken those that could not be read
 * @param tally of those that could be read, where labels are known
 * @param unknown how well those of no class are told from others, where labels are known
 */
public record PredictionOutcome(
        long samples, long broken, Optional<ClassTally> tally, Optional<UnknownTally> unknown) {}
