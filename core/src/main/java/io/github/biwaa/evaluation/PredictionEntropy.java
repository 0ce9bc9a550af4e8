package io.github.biwaa.evaluation;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How undecided predictions are: the mean over samples of {@code H(p_n) = -sum_k p_nk ln p_nk}, in nats, 0 to ln K. A network that is sure of
 * one class everywhere has 0 as well, so a low value may mean collapse. Morerio, Cavazza, Murino: Minimal-Entropy Correlation Alignment, ICLR 2018.
 */
public final class PredictionEntropy {

    private PredictionEntropy() {}

    /**
     * @param scores p, [N, K], rows sum to 1
     * @return 0 to ln K
     */
    public static double of(Tensor scores) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.item(ofRows(Tensors.toDouble(scores)).mean());
        }
    }

    /** @return H of each row, [N]; 0 ln 0 counts as 0 */
    static Tensor ofRows(Tensor probabilities) {
        return Tensors.sum(torch.special_entr(probabilities), 1, false);
    }
}
