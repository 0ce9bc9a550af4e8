package io.github.biwaa.adaptation.alignment;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Semantic matching of class centroids (Xie et al. 2018, with the intra-class terms of Westfechtel et al. 2023; docs/method.md).
 *
 * <pre>
 * C^k    = 0.7 C^k + 0.3 mean(f of class k in this batch)   for the classes present, else unchanged; from zero, per domain
 * L_same = 1/K sum_k ||C_s^k - C_t^k||^2
 * S_ab   = 1/(K-1)^2 sum over i != j of cos(C_a^i, C_b^j)
 * L      = lam(i) (L_same + S_st + S_tt) + S_ss
 * </pre>
 *
 * <p>Gradient flows through the current batch's means only. S_ss is not scheduled.
 */
public final class SemanticMatching implements LossTerm {
    /** Weight of the current batch in the moving centroids. */
    public static final double CENTROID_UPDATE = 0.3;

    private final Tensor sourceCentroids;
    private final Tensor targetCentroids;
    private final Tensor offDiagonal;
    private final Ramp lam;

    /**
     * @param model any tensor of the training's precision and device
     * @param classes K, at least 2
     * @param featureWidth d
     * @param lam the schedule of every part but S_ss
     */
    public SemanticMatching(Tensor model, int classes, int featureWidth, Ramp lam) {
        this.sourceCentroids = Tensors.keep(Tensors.zerosLike(model, classes, featureWidth));
        this.targetCentroids = Tensors.keep(Tensors.zerosLike(model, classes, featureWidth));
        this.offDiagonal = Tensors.keep(Tensors.zerosLike(model, classes, classes)
                .add_(new Scalar(1))
                .sub_(torch.eye(classes, model.options())));
        this.lam = lam;
    }

    @Override
    public String name() {
        return "semanticMatching";
    }

    @Override
    public Optional<Ramp> ramp() {
        return Optional.of(lam);
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor source = update(sourceCentroids, step.source());
        Tensor target = update(targetCentroids, step.target());
        double classes = source.size(0);
        Tensor same = Tensors.times(source.sub(target).square().sum(), 1 / classes);
        Tensor sourceDirections = Tensors.unitRows(source);
        Tensor targetDirections = Tensors.unitRows(target);
        Tensor sourceTarget = similarity(sourceDirections, targetDirections);
        Tensor targetTarget = similarity(targetDirections, targetDirections);
        Tensor sourceSource = similarity(sourceDirections, sourceDirections);
        HostNumber weight = step.inputs().number(now -> lam.at(now.iteration()));
        Tensor matching = same.add(sourceTarget).add(targetTarget);
        return new Contribution(
                weight.times(matching).add(sourceSource),
                List.of(
                        Metric.of("matchingLoss", matching),
                        Metric.of("sourceSeparationLoss", sourceSource),
                        Metric.of("lam", weight)));
    }

    /** Moves the centroids towards this batch's class means; keeps the values, returns them with their gradient. */
    private static Tensor update(Tensor memory, DomainBatch batch) {
        Tensor oneHot = Tensors.oneHot(batch.labels(), memory.size(0), memory);
        Tensor counts = oneHot.sum(0).unsqueeze(1);
        Tensor means = oneHot.t().matmul(batch.features()).div(counts.clamp_min(new Scalar(1)));
        Tensor rate = Tensors.times(counts.clamp_max(new Scalar(1)), CENTROID_UPDATE);
        Tensor updated = memory.mul(rate.neg().add(new Scalar(1))).add(means.mul(rate));
        Tensors.withoutGradient(() -> {
            memory.copy_(updated);
        });
        return updated;
    }

    /** S_ab. The diagonal is left out by a mask: subtracting it from the whole sum would cost digits in float32. */
    private Tensor similarity(Tensor a, Tensor b) {
        double pairs = a.size(0) - 1.0;
        return Tensors.times(a.matmul(b.t()).mul(offDiagonal).sum(), 1 / (pairs * pairs));
    }

    /** @return the moving centroids of both domains, [K, d] */
    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("sourceCentroids", sourceCentroids);
        state.put("targetCentroids", targetCentroids);
        return state;
    }

    @Override
    public void close() {
        try (PointerScope scope = new PointerScope()) {
            Tensors.release(sourceCentroids);
            Tensors.release(targetCentroids);
            Tensors.release(offDiagonal);
        }
    }
}
