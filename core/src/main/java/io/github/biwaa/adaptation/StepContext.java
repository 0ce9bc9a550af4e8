package io.github.biwaa.adaptation;

import org.bytedeco.pytorch.Tensor;

/**
 * What one training step shows to the loss terms.
 *
 * @param iteration i, from 0
 * @param source the labelled domain's batch; labels y_s
 * @param target the other domain's batch; labels are pseudo-labels
 * @param classifierWeight W_c, [K, d]
 */
public record StepContext(long iteration, DomainBatch source, DomainBatch target, Tensor classifierWeight) {

    /**
     * One domain's part of a step, as the network sees it.
     *
     * @param features f = G_f(x), [B, d]
     * @param logits z = G_c(f), [B, K]
     * @param labels class numbers, [B]; the truth in the source, pseudo-labels in the target
     */
    public record DomainBatch(Tensor features, Tensor logits, Tensor labels) {}
}
