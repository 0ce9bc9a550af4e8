package io.github.biwaa.settings;

import io.github.biwaa.chain.Chain;
import java.util.Optional;

/**
 * Which parts of the sampling and of ILDA are on; the paper has all of them, switching one off is an ablation.
 *
 * @param balanceSource source batches visit all classes alike, in methods that chain runs and in all others
 * @param alignTarget from the second run on, target batches visit all predicted classes alike
 * @param blendPrior from the second run on, pseudo-labels start from what earlier runs predict
 * @param chain what decides what each run learns from; empty for the method's own
 */
public record SamplingSettings(boolean balanceSource, boolean alignTarget, boolean blendPrior, Optional<Chain> chain) {
    /** As in the paper. */
    public static final SamplingSettings DEFAULT = new SamplingSettings(true, true, true, Optional.empty());
}
