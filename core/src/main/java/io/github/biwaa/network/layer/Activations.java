package io.github.biwaa.network.layer;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Functions without parameters that networks share. */
public final class Activations {
    private static final long[] NO_PADDING = {0, 0};
    private static final long[] NO_DILATION = {1, 1};

    private Activations() {}

    /**
     * max(x, 0); may overwrite its input, because its own output is all its backward sweep needs. The input must be fresh from an operation whose
     * backward sweep does not need it either: a convolution, linear layer, batch norm, pool, dropout or sum.
     */
    public static Tensor relu(Tensor input) {
        // Not torch.relu_: it returns a second handle that does not own the tensor and dangles once the first is freed.
        return isFasterInPlace(input) ? input.relu_() : input.relu();
    }

    /** min(max(x, 0), 6); may overwrite its input under the same conditions. */
    public static Tensor relu6(Tensor input) {
        if (!isFasterInPlace(input)) {
            return torch.hardtanh(input, Tensors.scalar(0), Tensors.scalar(6));
        }
        torch.hardtanh_(input, Tensors.scalar(0), Tensors.scalar(6));
        return input;
    }

    /** a + b in the shape of a; may overwrite a under the same conditions, and leaves b as it is. */
    public static Tensor sum(Tensor a, Tensor b) {
        return isFasterInPlace(a) ? a.add_(b) : a.add(b);
    }

    /**
     * libtorch's vector loops over bfloat16 on a processor take up to twice as long where they write what they have just read. The sums are the same,
     * and the old values are freed with the block of the network that made them.
     */
    private static boolean isFasterInPlace(Tensor tensor) {
        return !(tensor.is_cpu() && tensor.scalar_type().intern() == ScalarType.BFloat16);
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
