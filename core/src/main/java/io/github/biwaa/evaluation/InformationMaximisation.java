package io.github.biwaa.evaluation;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Predictions that are sure one by one and diverse together: {@code H(mean_n p_n) - mean_n H(p_n)}, the mutual information of samples and
 * predictions, in nats, 0 to ln K. It prefers equally frequent classes. Krause, Perona, Gomes: Discriminative Clustering by Regularized
 * Information Maximization, NIPS 2010; as a score of adapted models: Musgrave, Belongie, Lim: Benchmarking Validation Methods for Unsupervised
 * Domain Adaptation, 2022.
 */
public final class InformationMaximisation {

    private InformationMaximisation() {}

    /**
     * @param scores p, [N, K], rows sum to 1
     * @return 0 to ln K
     */
    public static double of(Tensor scores) {
        try (PointerScope scope = new PointerScope()) {
            Tensor probabilities = Tensors.toDouble(scores);
            Tensor marginal = Tensors.times(Tensors.sum(probabilities, 0, true), 1.0 / probabilities.size(0));
            return Tensors.item(PredictionEntropy.ofRows(marginal)) - PredictionEntropy.of(probabilities);
        }
    }
}
