package io.github.biwaa.adaptation.target;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Minimum class confusion, MCC (Jin et al. 2020): how much the target's predictions waver between pairs of classes, without any discriminator.
 *
 * <pre>
 * Y = softmax(z_t / T)                          [B, K]
 * v_b = B (1 + exp(-H(Y_b))) / sum_b' of it     certain samples count more; a constant for the backward sweep
 * C = Y' diag(v) Y                              [K, K]
 * L = 1/K sum over i != j of C_ij / sum_j' C_ij'
 * </pre>
 */
public final class ClassConfusion implements LossTerm {
    /** The paper's temperature T. */
    public static final double TEMPERATURE = 2.5;

    @Override
    public String name() {
        return "classConfusion";
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor predictions =
                Tensors.times(step.target().logits(), 1 / TEMPERATURE).softmax(1);
        Tensor certainty = Entropy.ofRows(predictions.detach())
                .neg()
                .exp()
                .add(Tensors.scalar(1))
                .unsqueeze(1);
        Tensor weight = certainty.div(certainty.mean());
        Tensor confusion = predictions.mul(weight).t().matmul(predictions);
        Tensor shares = confusion.div(Tensors.sum(confusion, 1, true));
        double classes = predictions.size(1);
        // Rows sum to 1, so what lies off the diagonal is what the diagonal lacks.
        Tensor loss = Tensors.times(shares.trace().neg().add(Tensors.scalar(classes)), 1 / classes);
        return new Contribution(loss, List.of(Metric.of("confusionLoss", loss)));
    }
}
