package io.github.biwaa.settings;

/**
 * Which parts of the sampling and of ILDA are on; the paper has all of them, switching one off is an ablation.
 *
 * @param balanceSource source batches visit all classes alike, in methods that chain runs and in all others
 * @param alignTarget from the second run on, target batches visit all predicted classes alike
 * @param blendPrior from the second run on, pseudo-labels start from what earlier runs predict
 * @param chainAnyMethod runs are chained by ILDA in methods that do not do so by themselves, too
 */
public record SamplingSettings(boolean balanceSource, boolean alignTarget, boolean blendPrior, boolean chainAnyMethod) {
    /** As in the paper. */
    public static final SamplingSettings DEFAULT = new SamplingSettings(true, true, true, false);
}
