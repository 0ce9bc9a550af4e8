package io.github.biwaa.adaptation.target;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepMoment;
import io.github.biwaa.adaptation.term.WholeTarget;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The mean cross entropy of the target's logits against {@link CentroidLabels}, which are found anew at intervals (SHOT, Liang et al. 2020).
 *
 * <pre>L = -weight/B sum_b log softmax(z_b)[label_b]</pre>
 */
public final class CentroidClassification implements LossTerm {
    private final Tensor labels;
    private final int interval;
    private final double weight;

    /**
     * @param placement where the network computes
     * @param samples N_t
     * @param interval steps between two labellings, at least 1; the first comes before the first step
     * @param weight at least 0
     */
    public CentroidClassification(Placement placement, int samples, int interval, double weight) {
        try (PointerScope scope = new PointerScope()) {
            labels = Tensors.keep(placement.device().upload(Tensors.indices(new int[samples])));
        }
        this.interval = interval;
        this.weight = weight;
    }

    @Override
    public String name() {
        return "centroidClassification";
    }

    @Override
    public boolean wantsTarget(long iteration) {
        return iteration % interval == 0;
    }

    @Override
    public void see(WholeTarget target) {
        labels.copy_(CentroidLabels.of(target.features(), target.logits()));
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor logits = step.target().logits();
        Tensor samples = step.inputs().indices(StepMoment::targetSamples);
        Tensor loss = torch.cross_entropy_loss(logits, labels.gather(0, samples));
        return new Contribution(Tensors.times(loss, weight), List.of(Metric.of("centroidLoss", loss)));
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("labels", labels);
    }

    @Override
    public void close() {
        Tensors.release(labels);
    }
}
