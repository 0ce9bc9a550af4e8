package io.github.biwaa.network.layer;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.distributed.Ranks;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Batch normalisation per channel, of [N, C] or [N, C, H, W]: epsilon 1e-5, momentum 0.1 unless said otherwise, unbiased running variance (docs/method.md). Source
 * and target pass through it as separate batches, so the running statistics are updated twice per step.
 */
public final class BatchNorm extends Layer implements Exportable {
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;
    /** A GPU may use cuDNN's, as PyTorch does; processors do not look. */
    private static final boolean CUDNN_ENABLED = true;

    private final Tensor weight;
    private final Tensor bias;
    private final Tensor runningMean;
    private final Tensor runningVariance;
    private final Tensor batches;
    private final double epsilon;
    private double momentum;
    private Ranks ranks = Ranks.ALONE;

    /** @param channels C */
    public BatchNorm(int channels) {
        this(channels, EPSILON, MOMENTUM);
    }

    /**
     * @param channels C
     * @param epsilon is added to the variance
     * @param momentum the share of a batch in the running statistics
     */
    public BatchNorm(int channels, double epsilon, double momentum) {
        this.epsilon = epsilon;
        this.momentum = momentum;
        weight = parameter("weight", Initializers.ones(channels));
        bias = parameter("bias", Initializers.zeros(channels));
        runningMean = buffer("running_mean", Initializers.zeros(channels));
        runningVariance = buffer("running_var", Initializers.ones(channels));
        batches = buffer("num_batches_tracked", Initializers.zeros().to(ScalarType.Long));
    }

    /** Sets the share that a batch has in the running statistics from now on, 0 to 1. */
    public void takeShare(double share) {
        momentum = share;
    }

    /** Normalises, while the network learns, by what all ranks see of a batch: each an equal part of it. */
    public void spreadOver(Ranks others) {
        ranks = others;
    }

    /** @return what it normalises by when the network is used, running mean and variance, each [C]; backward sweeps do not notice if they are changed */
    public List<Tensor> runningStatistics() {
        return List.of(runningMean.variable_data(), runningVariance.variable_data());
    }

    /** @return whether its statistics move while the network learns; those of a frozen one do not */
    public boolean learns() {
        return ownMode(Mode.TRAINING).training();
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue input) {
        return graph.batchNormalisation(input, weight, bias, runningMean, runningVariance, epsilon);
    }

    /**
     * A convolution and this norm of its output. When the network is used, the norm is an affine map of each channel, which the convolution takes
     * over: two passes over its output less. The filters are scaled anew each time; that costs nothing beside the convolution, and there is no copy
     * of them that could go stale.
     *
     * @param input [N, in, H, W]
     */
    public Tensor after(Conv2d convolution, Tensor input, Mode mode) {
        if (ownMode(mode).training()) {
            return forward(convolution.forward(input, mode), mode);
        }
        Tensor scale = weight.mul(runningVariance.add(new Scalar(epsilon)).rsqrt_());
        return convolution.forwardScaled(input, scale, bias.sub(runningMean.mul(scale)));
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        // A frozen layer keeps its statistics too: they are part of what was learnt elsewhere.
        boolean learning = ownMode(mode).training();
        if (learning) {
            hostWork()
                    .count(() -> Tensors.withoutGradient(() -> {
                        batches.add_(new Scalar(1));
                    }));
        }
        if (learning && !ranks.isAlone()) {
            return acrossRanks(input);
        }
        return torch.batch_norm(
                input,
                new TensorOptional(weight),
                new TensorOptional(bias),
                new TensorOptional(runningMean),
                new TensorOptional(runningVariance),
                learning,
                momentum,
                epsilon,
                CUDNN_ENABLED);
    }

    /** The same formulas, with sums over all ranks; the variance from centred values, as libtorch has it, or digits would be lost. */
    private Tensor acrossRanks(Tensor input) {
        Tensor values = input.to(weight.scalar_type());
        long[] axes = values.dim() == 2 ? new long[] {0} : new long[] {0, 2, 3};
        long[] perChannel = new long[Math.toIntExact(values.dim())];
        Arrays.fill(perChannel, 1);
        perChannel[1] = -1;
        long count = ranks.size() * (values.numel() / values.size(1));
        Tensor mean = mean(values, axes, count);
        Tensor centred = values.sub(mean);
        Tensor variance = mean(centred.square(), axes, count);
        Tensors.withoutGradient(() -> {
            move(runningMean, mean);
            move(runningVariance, Tensors.times(variance, count / (count - 1.0)));
        });
        return centred.mul(variance.add(new Scalar(epsilon)).rsqrt())
                .mul(weight.reshape(perChannel))
                .add(bias.reshape(perChannel))
                .to(input.scalar_type());
    }

    private Tensor mean(Tensor values, long[] axes, long count) {
        return Tensors.times(ranks.differentiableSum(values.sum(axes, true, new ScalarTypeOptional())), 1.0 / count);
    }

    private void move(Tensor running, Tensor ofBatch) {
        running.mul_(new Scalar(1 - momentum)).add_(Tensors.times(ofBatch.reshape(-1), momentum));
    }
}
