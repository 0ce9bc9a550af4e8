package io.github.biwaa.adaptation.target;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Information maximisation on the target (SHOT, Liang et al. 2020; docs/method.md): each prediction becomes certain, and together they stay diverse.
 *
 * <pre>
 * p = softmax(z_t)                                                 [B, K]
 * L = -mean_b sum_k p_bk log(p_bk + e) + sum_k m_k log(m_k + e),   m = mean_b p_b,   e = 1e-5
 * </pre>
 */
public final class TargetInformation implements LossTerm {
    private static final double EPSILON = 1e-5;

    @Override
    public String name() {
        return "targetInformation";
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor predictions = step.target().logits().softmax(1);
        Tensor entropy = Tensors.times(entropies(predictions).sum(), 1.0 / predictions.size(0));
        Tensor diversity = entropies(Tensors.mean(predictions, 0)).sum();
        return new Contribution(
                entropy.sub(diversity), List.of(Metric.of("entropyLoss", entropy), Metric.of("diversity", diversity)));
    }

    private static Tensor entropies(Tensor probabilities) {
        return probabilities
                .mul(probabilities.add(Tensors.scalar(EPSILON)).log())
                .neg();
    }
}
