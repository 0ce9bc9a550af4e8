package io.github.biwaa.network.layer;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** An affine map of rows or tokens: [..., in] to [..., out], {@code x W^T + b}. */
public final class Linear extends Layer implements Exportable {
    private final Tensor weight;
    private final @Nullable Tensor bias;

    private Linear(Tensor weight, @Nullable Tensor bias) {
        this.weight = parameter("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
    }

    /** Weights normal with variance 2 / (in + out), bias zero: the heads (docs/method.md). */
    public static Linear xavier(int inputs, int outputs) {
        return new Linear(Initializers.xavierNormal(outputs, inputs), Initializers.zeros(outputs));
    }

    /** Weights and bias uniform within 1 / sqrt(in), PyTorch's own choice: layers inside a backbone. */
    public static Linear uniform(int inputs, int outputs) {
        double bound = 1 / Math.sqrt(inputs);
        return new Linear(Initializers.uniform(bound, outputs, inputs), Initializers.uniform(bound, outputs));
    }

    /** Weights normal with the given standard deviation, bias zero: the hidden layers of VGG, transformers. */
    public static Linear normal(int inputs, int outputs, double deviation) {
        return new Linear(Initializers.normal(deviation, outputs, inputs), Initializers.zeros(outputs));
    }

    /** Weights normal with the given standard deviation, and no bias. */
    public static Linear withoutBias(int inputs, int outputs, double deviation) {
        return new Linear(Initializers.normal(deviation, outputs, inputs), null);
    }

    /** @return the weight W, [out, in] */
    public Tensor weight() {
        return weight;
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue input) {
        return input.shape().size() == 1 && bias != null
                ? graph.affine(input, weight, bias)
                : graph.arrays().linear(input, weight, bias);
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        return torch.linear(input, weight, bias == null ? new TensorOptional() : new TensorOptional(bias));
    }
}
