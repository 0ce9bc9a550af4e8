package io.github.biwaa.adaptation.target;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepMoment;
import io.github.biwaa.adaptation.term.WholeTarget;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Attracting and dispersing, AaD (Yang et al. 2022; docs/method.md): a sample of the target is to be predicted as its nearest neighbours are, and
 * otherwise than the rest of its batch. Features and predictions of all samples are remembered in two banks, in which a batch's own rows are brought up
 * to date first.
 *
 * <pre>
 * p = softmax(z_t)                                            [B, K]
 * L = -mean_b sum over the k nearest of S_n p_b + alpha(i) mean_b sum over c != b of p_c p_b
 * </pre>
 *
 * <p>S, [N_t, K], is the bank of predictions, a constant; nearness is the cosine of features; the nearest, the sample itself, is passed over.
 */
public final class NeighbourAttraction implements LossTerm {
    private final Tensor features;
    private final Tensor predictions;
    private final int neighbours;
    private final LongToDoubleFunction alpha;

    /**
     * @param placement where the network computes, and in which numbers
     * @param samples N_t
     * @param width d
     * @param classes K
     * @param neighbours k, at least 1; of a target that has not as many others, all
     * @param alpha the weight of the dispersion by iteration
     */
    public NeighbourAttraction(
            Placement placement, int samples, int width, int classes, int neighbours, LongToDoubleFunction alpha) {
        try (PointerScope scope = new PointerScope()) {
            features = Tensors.keep(placement.zeros(samples, width));
            predictions = Tensors.keep(placement.zeros(samples, classes));
        }
        this.neighbours = Math.min(neighbours, samples - 1);
        this.alpha = alpha;
    }

    @Override
    public String name() {
        return "neighbourAttraction";
    }

    @Override
    public boolean wantsTarget(long iteration) {
        return iteration == 0;
    }

    @Override
    public void see(WholeTarget target) {
        features.copy_(unit(target.features()));
        predictions.copy_(target.logits().softmax(1));
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor own = step.target().logits().softmax(1);
        Tensor near = Tensors.withoutGradient(() -> {
            Tensor samples = step.inputs().indices(StepMoment::targetSamples);
            Tensor directions = unit(step.target().features().detach());
            features.index_copy_(0, samples, directions);
            predictions.index_copy_(0, samples, own.detach());
            return sumOfNearest(directions);
        });
        double batch = own.size(0);
        Tensor attraction = Tensors.times(own.mul(near).sum(), -1 / batch);
        Tensor total = Tensors.sum(own, 0, false);
        Tensor dispersion = Tensors.times(total.square().sum().sub(own.square().sum()), 1 / batch);
        HostNumber weight = step.inputs().number(now -> alpha.applyAsDouble(now.iteration()));
        return new Contribution(
                attraction.add(weight.times(dispersion)),
                List.of(
                        Metric.of("attractionLoss", attraction),
                        Metric.of("dispersionLoss", dispersion),
                        Metric.of("dispersionWeight", weight)));
    }

    /** @return the sum of the predictions of each row's nearest samples, [B, K] */
    private Tensor sumOfNearest(Tensor directions) {
        Tensor nearest = directions
                .matmul(features.t())
                .topk(neighbours + 1L, 1, true, true)
                .get1()
                .narrow(1, 1, neighbours)
                .contiguous();
        long rows = nearest.size(0);
        Tensor found = Tensors.rows(predictions, nearest.flatten());
        return Tensors.sum(found.view(rows, neighbours, predictions.size(1)), 1, false);
    }

    private static Tensor unit(Tensor rows) {
        return rows.div(Tensors.sum(rows.square(), 1, true).sqrt().clamp_min(Tensors.scalar(1e-12)));
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("features", features, "predictions", predictions);
    }

    @Override
    public void close() {
        Tensors.release(features);
        Tensors.release(predictions);
    }
}
