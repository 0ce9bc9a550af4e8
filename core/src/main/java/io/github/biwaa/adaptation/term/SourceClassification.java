package io.github.biwaa.adaptation.term;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * L_c, the mean cross entropy of the source's logits against its labels. The only term that trains the classifier; target pseudo-labels never do.
 *
 * <pre>L_c = -(1/B) sum_b log softmax(z_b)[y_b]</pre>
 */
public final class SourceClassification implements LossTerm {

    @Override
    public String name() {
        return "sourceClassification";
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor loss =
                torch.cross_entropy_loss(step.source().logits(), step.source().labels());
        return new Contribution(loss, List.of(Metric.of("classificationLoss", loss)));
    }
}
