package io.github.biwaa.adaptation.target;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Batch nuclear-norm maximisation, BNM (Cui et al. 2020): predictions for the target become certain, and none of its classes is forgotten.
 *
 * <pre>
 * Y = softmax(z_t)                     [B, K]
 * L = -1/B sum of the singular values of Y
 * </pre>
 */
public final class BatchNuclearNorm implements LossTerm {

    @Override
    public String name() {
        return "batchNuclearNorm";
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor predictions = step.target().logits().softmax(1);
        Tensor loss = Tensors.times(torch.linalg_svdvals(predictions).sum(), -1.0 / predictions.size(0));
        return new Contribution(loss, List.of(Metric.of("nuclearNormLoss", loss)));
    }
}
