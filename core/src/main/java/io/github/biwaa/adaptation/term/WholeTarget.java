package io.github.biwaa.adaptation.term;

import org.bytedeco.pytorch.Tensor;

/**
 * All samples of the target as the network sees them between two steps, when it is used rather than trained: the centre of each picture.
 *
 * @param features f = G_f(x), [N_t, d], in the order of the samples
 * @param logits z = G_c(f), [N_t, K]
 */
public record WholeTarget(Tensor features, Tensor logits) {}
