package io.github.biwaa.network.layer;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Functions without parameters that networks share. */
public final class Activations {
    private static final long[] NO_PADDING = {0, 0};
    private static final long[] NO_DILATION = {1, 1};

    private Activations() {}

    /**
     * max(x, 0), overwriting its input: its own output is all its backward sweep needs. The input must be fresh from an operation whose backward
     * sweep does not need it either: a convolution, linear layer, batch norm, pool, dropout or sum.
     */
    public static Tensor reluInPlace(Tensor input) {
        // Not torch.relu_: it returns a second handle that does not own the tensor and dangles once the first is freed.
        return input.relu_();
    }

    /** min(max(x, 0), 6), overwriting its input under the same conditions. */
    public static Tensor relu6InPlace(Tensor input) {
        torch.hardtanh_(input, Tensors.scalar(0), Tensors.scalar(6));
        return input;
    }

    /** The largest value of each window; with ceiling mode windows may hang over the border, as in SqueezeNet. */
    public static Tensor maxPool(Tensor input, int kernel, int stride, int padding, boolean ceiling) {
        long[] around = padding == 0 ? NO_PADDING : new long[] {padding, padding};
        return torch.max_pool2d(
                input, new long[] {kernel, kernel}, new long[] {stride, stride}, around, NO_DILATION, ceiling);
    }

    /** The mean over height and width: [N, C, H, W] to [N, C]. */
    public static Tensor globalAveragePool(Tensor map) {
        return torch.adaptive_avg_pool2d(map, 1, 1).flatten(1, -1);
    }

    /** The mean over the cells of a grid of size x size, whatever the map's size, as rows: [N, C, H, W] to [N, C size size]. */
    public static Tensor averagePoolTo(int size, Tensor map) {
        // Pictures of the usual size have maps of that size already; the pool's backward sweep has no deterministic
        // form on GPUs.
        boolean alreadySo = map.size(2) == size && map.size(3) == size;
        return (alreadySo ? map : torch.adaptive_avg_pool2d(map, size, size)).flatten(1, -1);
    }
}
