package io.github.biwaa.adaptation.alignment;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Maximum mean discrepancy, MMD, with a sum of Gaussian kernels (Long et al. 2015, DAN): the distributions of both domains' features become alike.
 *
 * <pre>
 * x = [f_s; f_t]                                                     [2B, d]
 * s = mean of |x_i - x_j|^2 over i != j                              a constant for the backward sweep
 * k(a, b) = sum over m in {1/4, 1/2, 1, 2, 4} of exp(-|a - b|^2 / (m s))
 * L = mean k(f_s, f_s') + mean k(f_t, f_t') - 2 mean k(f_s, f_t)     means over all B^2 pairs, from 0
 * </pre>
 */
public final class MeanDiscrepancy implements LossTerm {
    private static final double[] BANDWIDTHS = {0.25, 0.5, 1, 2, 4};
    /** Of samples that are all alike. */
    private static final double LEAST_DISTANCE = 1e-12;

    @Override
    public String name() {
        return "meanDiscrepancy";
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        long source = step.source().features().size(0);
        long target = step.target().features().size(0);
        long all = source + target;
        Tensor distances = squaredDistances(
                Tensors.concatenate(step.source().features(), step.target().features()));
        Tensor scale = Tensors.times(distances.detach().sum(), 1.0 / (all * (all - 1)))
                .clamp_min(Tensors.scalar(LEAST_DISTANCE));
        Tensor similarity = distances.div(scale).neg();
        Tensor kernel = Arrays.stream(BANDWIDTHS)
                .mapToObj(bandwidth -> Tensors.times(similarity, 1 / bandwidth).exp())
                .reduce(Tensor::add)
                .orElseThrow();
        Tensor within = block(kernel, 0, source, 0, source).add(block(kernel, source, target, source, target));
        Tensor loss = within.sub(Tensors.times(block(kernel, 0, source, source, target), 2));
        return new Contribution(loss, List.of(Metric.of("discrepancyLoss", loss)));
    }

    /** @return |x_i - x_j|^2 of rows x, [N, N]; the diagonal is 0 */
    private static Tensor squaredDistances(Tensor rows) {
        Tensor products = rows.matmul(rows.t());
        Tensor lengths = Tensors.sum(rows.square(), 1, true);
        Tensor distances = lengths.add(lengths.t()).sub(Tensors.times(products, 2));
        // Rounding may leave a distance just below 0.
        return distances.clamp_min(Tensors.scalar(0));
    }

    /** @return the mean over a block of the kernel's pairs */
    private static Tensor block(Tensor kernel, long row, long rows, long column, long columns) {
        return kernel.narrow(0, row, rows).narrow(1, column, columns).mean();
    }
}
