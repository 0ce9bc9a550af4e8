package io.github.biwaa.adaptation.target;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Pseudo-labels of a whole target by the nearest of its own class centroids (SHOT, Liang et al. 2020; docs/method.md).
 *
 * <pre>
 * x_n = (f_n, 1) / |(f_n, 1)|                          [N, d + 1]
 * c_k = sum_n w_nk x_n / (1e-8 + sum_n w_nk)           [K, d + 1];   w = softmax(z), then the one-hot labels of the first round
 * label_n = argmax_k cos(x_n, c_k)                     over the classes that some sample is of before the round
 * </pre>
 */
public final class CentroidLabels {
    private static final int ROUNDS = 2;
    private static final double NO_CLASS = Double.NEGATIVE_INFINITY;
    private static final double EPSILON = 1e-8;

    private CentroidLabels() {}

    /**
     * Labels samples, in the scope of the caller.
     *
     * @param features [N, d]
     * @param logits [N, K]
     * @return class numbers, [N]
     */
    static Tensor of(Tensor features, Tensor logits) {
        return of(features, logits, 0);
    }

    /** @param fewest a class stays if more samples than these are of it */
    static Tensor of(Tensor features, Tensor logits, long fewest) {
        Tensor rows = directions(Tensors.toDouble(features));
        Tensor weights = Tensors.toDouble(logits).softmax(1);
        Tensor labels = Tensors.argmaxOfRows(weights);
        for (int round = 0; round < ROUNDS; round++) {
            Tensor members = Tensors.oneHot(labels, logits.size(1), rows);
            Tensor missing = Tensors.sum(members, 0, false).le(new Scalar(fewest));
            Tensor cosines =
                    rows.matmul(unit(centroids(rows, weights)).t()).masked_fill(missing, Tensors.scalar(NO_CLASS));
            labels = Tensors.argmaxOfRows(cosines);
            weights = Tensors.oneHot(labels, logits.size(1), rows);
        }
        return labels.to(ScalarType.Long);
    }

    /** @return x, [N, d + 1] */
    static Tensor directions(Tensor features) {
        Tensor ones = Tensors.zerosLike(features, features.size(0), 1).fill_(new Scalar(1));
        return unit(Tensors.concatenate(1, features, ones));
    }

    private static Tensor unit(Tensor rows) {
        return rows.div(Tensors.sum(rows.square(), 1, true).sqrt());
    }

    /** @return c, [K, d + 1], of rows x and weights w */
    static Tensor centroids(Tensor rows, Tensor weights) {
        Tensor mass = Tensors.sum(weights, 0, false).add(Tensors.scalar(EPSILON));
        return weights.t().matmul(rows).div(mass.unsqueeze(1));
    }
}
