package io.github.biwaa.model;

import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.Mode;
import io.github.biwaa.torch.Tensors;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;

/** What a network makes of pictures as the mean over fixed views of them: S of METHOD section 3. Evaluation and prediction are this one computation. */
public final class ViewMean {

    private ViewMean() {}

    /**
     * The mean over views of the probabilities, in the scope of the caller.
     *
     * @param views how many there are, at least 1
     * @param batch a view, from 0, of all samples: [N, ...]
     * @return [N, K], rows sum to 1
     */
    public static Tensor probabilities(AdaptationNetwork network, int views, IntFunction<Tensor> batch) {
        Tensor sum = null;
        for (int view = 0; view < views; view++) {
            int current = view;
            Tensor probabilities = Tensors.scoped(() -> Tensors.withoutGradient(
                    () -> network.forward(batch.apply(current), Mode.EVALUATION).softmax(1)));
            sum = sum == null ? probabilities : sum.add_(probabilities);
        }
        return Tensors.times(sum, 1.0 / views);
    }
}
