package io.github.biwaa.adaptation.classification;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * L_c, the mean cross entropy of the source's logits against its labels. The only term that trains the classifier; target pseudo-labels never do.
 *
 * <pre>L_c = -(1/B) sum_b sum_k t_bk log softmax(z_b)[k]</pre>
 *
 * <p>t_b is 1 at y_b; with label smoothing e (Szegedy et al. 2016) it is 1 - e + e / K there and e / K at the other classes.
 */
public final class SourceClassification implements LossTerm {
    private final double smoothing;

    /** Without smoothing. */
    public SourceClassification() {
        this(0);
    }

    /** @param smoothing e, from 0 to below 1 */
    public SourceClassification(double smoothing) {
        this.smoothing = smoothing;
    }

    @Override
    public String name() {
        return "sourceClassification";
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor loss = loss(step.source().logits(), step.source().labels());
        return new Contribution(loss, List.of(Metric.of("classificationLoss", loss)));
    }

    /**
     * @param logits of the source, [B, K]
     * @param labels y_s, [B]
     * @return L_c, a scalar
     */
    public Tensor loss(Tensor logits, Tensor labels) {
        Tensor loss = torch.cross_entropy_loss(logits, labels);
        return smoothing > 0
                ? Tensors.blend(
                        loss, 1 - smoothing, logits.log_softmax(1).mean().neg())
                : loss;
    }
}
