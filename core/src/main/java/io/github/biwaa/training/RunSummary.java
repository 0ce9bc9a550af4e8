package io.github.biwaa.training;

import java.util.Map;

/**
 * What is left to say of a finished run; an entry of summary.json.
 *
 * @param run r, from 0
 * @param iterations trained
 * @param seconds training and scoring took
 * @param targetAccuracy 0 to 1, or null where the target has no labels
 * @param losses the metrics of the last step
 */
public record RunSummary(int run, int iterations, double seconds, Double targetAccuracy, Map<String, Double> losses) {}
