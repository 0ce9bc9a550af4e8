package io.github.biwaa.adaptation.alignment;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Backprop induced feature weights (Westfechtel et al. 2023; docs/method.md): the direction of the classification loss's gradient at the
 * features, with sign, scaled to the norm lambda per sample.
 *
 * <pre>
 * w = lambda g / ||g||,   g = d CE(z, y) / df = (softmax(z) - onehot(y)) W_c
 * </pre>
 *
 * <p>The classifier is one linear layer, so no backward sweep is needed: {@code softmax(z) - onehot(y) = (1 - p_y) (q - onehot(y))} with q the
 * softmax over the other classes only. The positive factor {@code 1 - p_y} cancels in the direction, and what is left is exact at any confidence:
 * nothing is subtracted that is nearly equal, nothing underflows.
 */
public final class FeatureWeighting {

    private FeatureWeighting() {}

    /**
     * @param logits z, [N, K], K at least 2
     * @param labels y, [N]
     * @param classifierWeight W_c, [K, d]
     * @param lambda the norm of every row
     * @return w, [N, d], constants for the backward sweep; a row is zero only if its gradient's direction does not exist
     */
    public static Tensor weights(Tensor logits, Tensor labels, Tensor classifierWeight, double lambda) {
        return Tensors.scoped(() -> Tensors.withoutGradient(() -> {
            Tensor oneHot = Tensors.oneHot(labels, logits.size(1), logits);
            Tensor others = logits.masked_fill(oneHot.to(ScalarType.Bool), new Scalar(Double.NEGATIVE_INFINITY));
            Tensor direction = torch.softmax(others, 1).sub(oneHot).matmul(classifierWeight);
            // Divided by its largest entry first: squares of very small or very large entries do not fit into float32.
            Tensor largest = torch.maximum(
                    direction.amax(new long[] {1}, true),
                    direction.amin(new long[] {1}, true).neg());
            Tensor scaled = direction.div(largest.masked_fill(largest.eq(new Scalar(0)), new Scalar(1)));
            Tensor norm = scaled.norm(new ScalarOptional(new Scalar(2)), new long[] {1}, true);
            // The largest entry now being 1, the norm is below 1 only where it is 0.
            return Tensors.times(scaled.div(norm.clamp_min(new Scalar(1))), lambda);
        }));
    }
}
