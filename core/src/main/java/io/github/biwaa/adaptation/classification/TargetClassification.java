package io.github.biwaa.adaptation.classification;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The mean cross entropy of the labelled samples of the target. Samplers put them at the end of each of the target's batches, all classes alike
 * ({@link io.github.biwaa.samples.batch.LabelledEnding}), and pseudo-labels there are the truth.
 *
 * <pre>L = -(1/m) sum over the last m of the batch of log softmax(z_b)[y_b]</pre>
 */
public final class TargetClassification implements LossTerm {
    private final int labelled;

    /** @param labelled m, at least 1 and at most the size of a batch */
    public TargetClassification(int labelled) {
        this.labelled = labelled;
    }

    @Override
    public String name() {
        return "targetClassification";
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor logits = step.target().logits();
        long first = logits.size(0) - labelled;
        Tensor loss = torch.cross_entropy_loss(
                logits.narrow(0, first, labelled), step.target().labels().narrow(0, first, labelled));
        return new Contribution(loss, List.of(Metric.of("targetClassificationLoss", loss)));
    }
}
