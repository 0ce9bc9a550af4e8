package io.github.biwaa.adaptation.target;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The uncertainty of class probabilities. */
public final class Entropy {

    private Entropy() {}

    /**
     * H(p) = -sum_k p_k ln p_k of each row, with 0 ln 0 = 0.
     *
     * @param probabilities [N, K]
     * @return [N], from 0 to ln K
     */
    public static Tensor ofRows(Tensor probabilities) {
        return Tensors.sum(torch.special_entr(probabilities), 1, false);
    }
}
