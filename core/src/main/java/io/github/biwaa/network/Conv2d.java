package io.github.biwaa.network;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Two-dimensional convolution: [N, in, H, W] to [N, out, H', W'] with H' = (H + 2 padding - kernel) / stride + 1. */
public final class Conv2d extends Layer {
    private static final long[] NO_DILATION = {1, 1};
    private static final int BLOCK = 16;

    private final Tensor weight;
    private final Tensor bias;
    private final long[] stride;
    private final long[] padding;

    private Conv2d(Tensor weight, Tensor bias, int stride, int padding) {
        this.weight = parameter("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {padding, padding};
    }

    /** A convolution without bias, followed by batch norm as in a ResNet; weights normal with variance 2 / fan out. */
    public static Conv2d withoutBias(int inputs, int outputs, int kernel, int stride, int padding) {
        return new Conv2d(Initializers.heNormalFanOut(outputs, inputs, kernel), null, stride, padding);
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
        return graph.convolution(input, weight, bias, (int) stride[0], (int) padding[0]);
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

    private Tensor convolve(Tensor input, Tensor filters, Tensor constant) {
        TensorOptional offset = constant == null ? new TensorOptional() : new TensorOptional(constant);
        return torch.conv2d(laidOut(input), filters, offset, stride, padding, NO_DILATION, 1);
    }

    /**
     * With channels first, oneDNN works on blocks of 16 channels and on some processors (seen: version 3.7.1 on AMD Zen 5) does not clear the unused
     * part of the last block; a NaN that lies there then reaches the result. With channels last there is no unused part.
     */
    private Tensor laidOut(Tensor input) {
        boolean fillsBlocks = weight.size(0) % BLOCK == 0 && weight.size(1) % BLOCK == 0;
        return fillsBlocks ? input : Tensors.channelsLast(input);
    }
}
