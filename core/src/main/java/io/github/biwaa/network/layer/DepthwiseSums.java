package io.github.biwaa.network.layer;

import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Processor;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of each channel by itself, where libtorch would take every channel for a convolution of its own: without oneDNN, and in float64, for which
 * oneDNN has none. The map is multiplied by the filters' numbers one after the other, each time moved by a pixel, and added up; that takes a fraction of
 * the time and gives the same numbers, to rounding. In a backward sweep each summand has a price of its own: large filters, as ConvNeXt's, are left to
 * libtorch there, and in float64 all.
 */
final class DepthwiseSums {
    private static final boolean WITHOUT_ONEDNN = Processor.hidesCaches();
    /** Pictures are added up together as long as they fit a processor's cache. */
    private static final long TOGETHER = 1 << 20;
    /** Numbers of the largest filter that is worth a backward sweep. */
    private static final long LARGEST_LEARNING = 25;

    private DepthwiseSums() {}

    /**
     * @param images [N, C, H, W]
     * @param filters [C, 1, k, k]
     * @return whether this is faster than libtorch, with the backward sweep if anybody wants a gradient
     */
    static boolean suits(Tensor images, Tensor filters) {
        boolean faster = Conv2d.learns(images, filters)
                ? WITHOUT_ONEDNN && filters.size(2) * filters.size(3) <= LARGEST_LEARNING
                : WITHOUT_ONEDNN || images.scalar_type().intern() == Precision.FLOAT64.scalarType();
        return faster && images.is_cpu();
    }

    /**
     * Convolves.
     *
     * @param images [N, C, H, W]
     * @param filters [C, 1, k, k]
     * @param constant [C]
     * @param padding zeros on each side
     * @return [N, C, H', W'], in the scope of the caller
     */
    static Tensor convolve(Tensor images, Tensor filters, @Nullable Tensor constant, long stride, long padding) {
        return Tensors.scoped(() -> {
            Tensor padded = padding == 0
                    ? images
                    : torch.constant_pad_nd(images, new long[] {padding, padding, padding, padding});
            Tensor pixels = padded.permute(0, 2, 3, 1);
            Tensor taps = filters.flatten(1, -1).t().contiguous();
            long step = Math.max(1, TOGETHER * images.size(0) / Math.max(1, pixels.nbytes()));
            List<Tensor> parts = new ArrayList<>();
            for (long first = 0; first < images.size(0); first += step) {
                Tensor part = pixels.narrow(0, first, Math.min(step, images.size(0) - first));
                parts.add(Tensors.scoped(() -> sum(part, taps, constant, filters.size(2), stride)));
            }
            return Tensors.concatenate(0, parts.toArray(Tensor[]::new)).permute(0, 3, 1, 2);
        });
    }

    private static Tensor sum(Tensor pixels, Tensor taps, @Nullable Tensor constant, long kernel, long stride) {
        Tensor sum = moved(pixels, 0, 0, kernel, stride).mul(taps.select(0, 0));
        for (long tap = 1; tap < kernel * kernel; tap++) {
            Tensor moved = moved(pixels, tap / kernel, tap % kernel, kernel, stride);
            sum.addcmul_(moved, taps.select(0, tap), new Scalar(1.0));
        }
        return constant == null ? sum : sum.add_(constant);
    }

    private static Tensor moved(Tensor pixels, long down, long right, long kernel, long stride) {
        return every(every(pixels, 1, down, kernel, stride), 2, right, kernel, stride);
    }

    private static Tensor every(Tensor pixels, long axis, long from, long kernel, long stride) {
        long end = pixels.size(axis) - kernel + from + 1;
        return pixels.slice(axis, new LongOptional(from), new LongOptional(end), stride);
    }
}
