package io.github.biwaa.adaptation.alignment;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Deep CORAL (Sun and Saenko 2016): the covariances of both domains' features become alike.
 *
 * <pre>
 * C = 1/(B-1) sum_b (f_b - mean f)(f_b - mean f)'     [d, d], of each domain
 * L = weight |C_s - C_t|^2 / (4 d^2)                  the sum of squares over all entries
 * </pre>
 */
public final class CorrelationAlignment implements LossTerm {
    private final double weight;

    /** @param weight at least 0 */
    public CorrelationAlignment(double weight) {
        this.weight = weight;
    }

    @Override
    public String name() {
        return "correlationAlignment";
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor difference = covariance(step.source().features())
                .sub(covariance(step.target().features()));
        double width = difference.size(0);
        Tensor loss = Tensors.times(difference.square().sum(), 1 / (4 * width * width));
        return new Contribution(Tensors.times(loss, weight), List.of(Metric.of("covarianceLoss", loss)));
    }

    /** @return C of rows f, [d, d]; zero if there is one row alone */
    private static Tensor covariance(Tensor features) {
        Tensor centred = features.sub(Tensors.mean(features, 0));
        return Tensors.times(centred.t().matmul(centred), 1.0 / Math.max(features.size(0) - 1, 1));
    }
}
