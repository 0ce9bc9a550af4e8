package io.github.biwaa.evaluation;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * BNM: the nuclear norm (sum of singular values) of the matrix of predictions, over its bound, {@code ||P||_* / sqrt(N min(N, K))}, above 0 to 1.
 * It is 1 where predictions are certain and classes equally frequent. The paper takes it of a batch; here it is of the whole target. Cui et al.:
 * Towards Discriminability and Diversity: Batch Nuclear-norm Maximization under Label Insufficient Situations, CVPR 2020.
 */
final class PredictionNuclearNorm {

    private PredictionNuclearNorm() {}

    /**
     * @param scores P, [N, K], rows sum to 1
     * @return above 0 to 1
     */
    public static double of(Tensor scores) {
        try (PointerScope scope = new PointerScope()) {
            Tensor predictions = Tensors.toDouble(scores);
            double samples = predictions.size(0);
            double norm = Tensors.item(torch.linalg_svdvals(predictions).sum());
            return norm / Math.sqrt(samples * Math.min(samples, predictions.size(1)));
        }
    }
}
