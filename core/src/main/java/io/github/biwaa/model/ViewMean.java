package io.github.biwaa.model;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Tensors;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What a network makes of pictures as the mean over fixed views of them. Training, prediction and embedding are this one computation. */
public final class ViewMean {

    private ViewMean() {}

    /**
     * The mean over views of the probabilities, S of docs/method.md, in the scope of the caller.
     *
     * @param views how many there are, at least 1
     * @param batch a view, from 0, of all samples: [N, ...]
     * @return [N, K], rows sum to 1
     */
    public static Tensor probabilities(AdaptationNetwork network, int views, IntFunction<Tensor> batch) {
        return of(views, view -> network.forward(batch.apply(view), Mode.EVALUATION)
                .softmax(1));
    }

    /**
     * The mean over views of whatever is computed of each, in the scope of the caller.
     *
     * @param views how many there are, at least 1
     * @param computation what is computed of a view, from 0; without gradients
     * @return as a view's, summed up in the order of the views
     */
    public static Tensor of(int views, IntFunction<Tensor> computation) {
        @Nullable Tensor sum = null;
        for (int view = 0; view < views; view++) {
            int current = view;
            Tensor one = Tensors.scoped(() -> Tensors.withoutGradient(() -> computation.apply(current)));
            sum = sum == null ? one : sum.add_(one);
        }
        return Tensors.times(requireNonNull(sum), 1.0 / views);
    }
}
