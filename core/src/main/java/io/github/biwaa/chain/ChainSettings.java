package io.github.biwaa.chain;

import java.util.List;

/**
 * The numbers of the chains.
 *
 * @param balanceSource whether source batches visit all classes alike
 * @param alignTarget whether, from the second run on, target batches visit all predicted classes alike
 * @param blendPrior whether, from the second run on, pseudo-labels start from what earlier runs predict
 * @param priorDecay how much an older run counts against the next newer one, 0 to 1
 * @param priorWeight how much earlier runs count in pseudo-labels, above 0
 * @param priorHorizon steps by which a run's own predictions take over from earlier runs', above 0
 * @param expandFractions which part of the target each run adds to the source; empty for a fifth more in each run
 * @param expandQuota how added samples are spread over classes
 * @param expandScores what they are chosen by
 * @param expandFeatures what neighbours are found by
 */
public record ChainSettings(
        boolean balanceSource,
        boolean alignTarget,
        boolean blendPrior,
        double priorDecay,
        double priorWeight,
        double priorHorizon,
        List<Double> expandFractions,
        ExpandQuota expandQuota,
        ExpandScores expandScores,
        ExpandFeatures expandFeatures) {}
