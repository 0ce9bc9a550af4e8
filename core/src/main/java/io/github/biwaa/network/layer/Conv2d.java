package io.github.biwaa.network.layer;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional convolution: [N, in, H, W] to [N, out, H', W'] with H' = (H + 2 padding - kernel) / stride + 1; with {@link Padding#SAME} H' is
 * H / stride, rounded up.
 */
public final class Conv2d extends Layer implements Exportable {
    private static final long[] UNIT = {1, 1};
    private static final long[] FRONT = {1, 0, 1, 0};
    private static final int VECTOR = 16;
    private static final double PATCH_DEVIATION = 0.02;

    private final Tensor weight;
    private final @Nullable Tensor bias;
    private final long[] stride;
    private final long[] padding;
    private final int groups;
    private final boolean same;

    private Conv2d(Tensor weight, @Nullable Tensor bias, int stride, int padding) {
        this(weight, bias, stride, padding, 1, Padding.SYMMETRIC);
    }

    private Conv2d(Tensor weight, @Nullable Tensor bias, int stride, int padding, int groups, Padding rule) {
        this.weight = parameter("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {padding, padding};
        this.groups = groups;
        this.same = rule == Padding.SAME;
    }

    /** A convolution without bias, followed by batch norm as in a ResNet; weights normal with variance 2 / fan out. */
    public static Conv2d withoutBias(int inputs, int outputs, int kernel, int stride, int padding) {
        return new Conv2d(Initializers.heNormalFanOut(outputs, inputs, kernel), null, stride, padding);
    }

    /**
     * A convolution without bias whose outputs see their group of the channels only; weights normal with variance 2 / fan out.
     *
     * @param groups 1, or as many as there are inputs for one filter per channel
     */
    public static Conv2d grouped(int inputs, int outputs, int kernel, int stride, int groups, Padding padding) {
        Tensor weight = Initializers.heNormalFanOut(outputs, inputs / groups, kernel);
        return new Conv2d(weight, null, stride, kernel / 2, groups, padding);
    }

    /** A convolution with bias; both uniform within 1 / sqrt(fan in), PyTorch's own choice. */
    public static Conv2d withBias(int inputs, int outputs, int kernel, int stride, int padding) {
        double bound = 1 / Math.sqrt((double) inputs * kernel * kernel);
        return new Conv2d(
                Initializers.uniform(bound, outputs, inputs, kernel, kernel),
                Initializers.uniform(bound, outputs),
                stride,
                padding);
    }

    /** A projection of patches that do not overlap, as of a Vision Transformer; weights normal with deviation 0.02, bias zero. */
    public static Conv2d patches(int inputs, int outputs, int patch, boolean withBias) {
        return new Conv2d(
                Initializers.normal(PATCH_DEVIATION, outputs, inputs, patch, patch),
                withBias ? Initializers.zeros(outputs) : null,
                patch,
                0);
    }

    /** One filter per channel, with bias, that keeps the map's size; weights normal with deviation 0.02, bias zero. */
    public static Conv2d depthwise(int channels, int kernel) {
        Tensor weight = Initializers.normal(PATCH_DEVIATION, channels, 1, kernel, kernel);
        return new Conv2d(weight, Initializers.zeros(channels), 1, kernel / 2, channels, Padding.SYMMETRIC);
    }

    /** A convolution with bias as in VGG: weights normal with variance 2 / fan out, bias zero. */
    public static Conv2d heNormal(int inputs, int outputs, int kernel, int stride, int padding) {
        return new Conv2d(
                Initializers.heNormalFanOut(outputs, inputs, kernel), Initializers.zeros(outputs), stride, padding);
    }

    /** A convolution with bias as in SqueezeNet: weights uniform within sqrt(6 / fan in), bias zero. */
    public static Conv2d heUniform(int inputs, int outputs, int kernel, int stride, int padding) {
        double bound = Math.sqrt(6.0 / ((double) inputs * kernel * kernel));
        return new Conv2d(
                Initializers.uniform(bound, outputs, inputs, kernel, kernel),
                Initializers.zeros(outputs),
                stride,
                padding);
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        return convolve(input, weight, bias);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue input) {
        return graph.convolution(input, weight, bias, (int) stride[0], around(input.height(), input.width()), groups);
    }

    /**
     * The convolution and an affine map of each of its channels in one pass: filters and bias take the map over.
     *
     * @param scale what each output channel is multiplied by, [out]
     * @param offset what is added to it then, [out]
     */
    Tensor forwardScaled(Tensor input, Tensor scale, Tensor offset) {
        Tensor filters = weight.mul(scale.view(-1, 1, 1, 1));
        return convolve(input, filters, bias == null ? offset : bias.mul(scale).add_(offset));
    }

    private Tensor convolve(Tensor input, Tensor filters, @Nullable Tensor constant) {
        int[] zeros = around((int) input.size(2), (int) input.size(3));
        int most = zeros[2];
        boolean square = zeros[0] == zeros[1] && most == zeros[3];
        if (square && most == zeros[0]) {
            return convolve(input, filters, constant, most);
        }
        // One zero less before the map than after it: filters with a row and a column of zeros in front make up for it.
        // Unlike a copy of the map with
        // zeros around it they cost nothing, but in a backward sweep, which would compute gradients of them, and in
        // sums.
        if (square && most == zeros[0] + 1 && !learns(input, filters) && !isSummed(input, filters)) {
            return convolve(input, torch.constant_pad_nd(filters, FRONT), constant, most);
        }
        Tensor padded = torch.constant_pad_nd(input, new long[] {zeros[1], zeros[3], zeros[0], zeros[2]});
        return convolve(padded, filters, constant, 0);
    }

    private Tensor convolve(Tensor input, Tensor filters, @Nullable Tensor constant, int zeros) {
        TensorOptional offset = constant == null ? new TensorOptional() : new TensorOptional(constant);
        Tensor images = Tensors.channelsLast(input);
        long[] around = {zeros, zeros};
        if (isSummed(images, filters)) {
            return DepthwiseSums.convolve(images, filters, constant, stride[0], zeros);
        }
        return skipsPixels()
                ? torch.conv2d(strided(images, stride[0]), filters, offset, UNIT, around, UNIT, groups)
                : torch.conv2d(images, filters, offset, stride, around, UNIT, groups);
    }

    /** @return whether a backward sweep may follow */
    static boolean learns(Tensor images, Tensor filters) {
        return GradMode.is_enabled() && (images.requires_grad() || filters.requires_grad());
    }

    /** Zeros around a map: above, to the left, below and to the right. */
    private int[] around(int height, int width) {
        int kernel = (int) weight.size(2);
        int step = (int) stride[0];
        if (!same) {
            int each = (int) padding[0];
            return new int[] {each, each, each, each};
        }
        int vertical = Padding.SAME.total(height, kernel, step);
        int horizontal = Padding.SAME.total(width, kernel, step);
        int top = vertical / 2;
        int left = horizontal / 2;
        return new int[] {top, left, vertical - top, horizontal - left};
    }

    /** Every so many pixels of each row and column. */
    private static Tensor strided(Tensor images, long step) {
        return images.slice(2, new LongOptional(), new LongOptional(), step)
                .slice(3, new LongOptional(), new LongOptional(), step)
                .contiguous(torch.MemoryFormat.ChannelsLast);
    }

    private boolean isSummed(Tensor images, Tensor filters) {
        boolean depthwise = groups > 1 && groups == weight.size(0) && weight.size(1) == 1;
        return depthwise && DepthwiseSums.suits(images, filters);
    }

    /**
     * Whether filters of one pixel leave pixels out and there are fewer channels than a vector holds: oneDNN 3.7 writes past its memory in the backward
     * sweep of such a convolution, so it is given the pixels that count.
     */
    private boolean skipsPixels() {
        return stride[0] > 1 && weight.size(1) < VECTOR && weight.size(2) == 1 && padding[0] == 0;
    }
}
