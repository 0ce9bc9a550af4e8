package io.github.biwaa.adaptation;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What earlier runs predict for the target, as it enters a later run (docs/method.md).
 *
 * @param scores P, [N_t, K], rows sum to 1
 * @param weight how much more the prior counts in the blend than its formula says: 10 with ten crops (the reference keeps the sum over ten
 *     crops), 1 with one view
 * @param ramp pi, the schedule by which the run's own predictions take over
 */
public record Prior(Tensor scores, double weight, Ramp ramp) {
    /** 1 - update: each older run counts this much less than the next, unless another is chosen (docs/method.md, update 0.2). */
    public static final double DECAY = 0.8;

    /** @throws InvalidSettingException if the weight is not positive or not finite */
    public Prior {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new InvalidSettingException("prior-weight: " + weight + ", expected a number above 0");
        }
    }

    /**
     * Combines the scores of all earlier runs: {@code P = sum_k decay^k S^(r-1-k) / sum_k decay^k}, the newest counting most.
     *
     * @param scoresOfRuns S^(0) to S^(r-1), oldest first, each [N_t, K]
     * @param decay from 0 (only the newest run) to 1 (all alike)
     * @return P, [N_t, K]
     */
    public static Tensor combine(List<Tensor> scoresOfRuns, double decay) {
        if (scoresOfRuns.isEmpty()) {
            throw new IllegalArgumentException("no earlier run to take a prior from");
        }
        return Tensors.scoped(() -> {
            Tensor sum =
                    Tensors.zerosLike(scoresOfRuns.get(0), scoresOfRuns.get(0).shape());
            double total = 0;
            double weight = 1;
            for (int run = scoresOfRuns.size() - 1; run >= 0; run--) {
                sum.add_(Tensors.times(scoresOfRuns.get(run), weight));
                total += weight;
                weight *= decay;
            }
            return Tensors.times(sum, 1 / total);
        });
    }
}
