package io.github.biwaa.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What it takes the pictures, scores and networks of a training to know.
 *
 * @param outcome what the last run predicts
 * @param sampling how each run drew the target
 * @param thumbnails JPEG data URIs by number of the target picture
 * @param confident per class, the pictures most surely predicted to be of it
 * @param contested per class, the pictures predicted to be of it by the smallest lead
 * @param before features at the beginning; empty if the network it began with cannot be had
 * @param after features after the last run; empty where features cannot be computed
 */
record Evidence(
        TargetOutcome outcome,
        List<TargetSampling> sampling,
        Map<Integer, String> thumbnails,
        List<int[]> confident,
        List<int[]> contested,
        Optional<FeatureMap> before,
        Optional<FeatureMap> after) {}
