package io.github.biwaa.network.layer;

import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Leaves the branch of a residual block out for some samples while training (Huang et al. 2016): a branch is dropped with probability p, sample by
 * sample, and divided by 1 - p otherwise. What it does not drop, and everything when the network is used, passes unchanged.
 */
public final class StochasticDepth extends Layer {
    private double probability;

    /** Branches are kept until {@link #drop}. */
    public StochasticDepth() {}

    /** @param p from 0 to below 1 */
    void drop(double p) {
        probability = p;
    }

    /** @return p */
    public double probability() {
        return probability;
    }

    /** @return a + branch, in a's shape; the branch may be overwritten and must not be needed by its own backward sweep */
    public Tensor join(Tensor input, Tensor branch, Mode mode) {
        return Activations.sum(forward(branch, mode), input);
    }

    @Override
    public Tensor forward(Tensor branch, Mode mode) {
        if (probability == 0 || !ownMode(mode).training()) {
            return branch;
        }
        Tensor like = branch.detach();
        for (int axis = 1; axis < branch.dim(); axis++) {
            like = like.narrow(axis, 0, 1);
        }
        long[] shape = Tensors.shape(like);
        return hostWork().drop(branch, like, values -> values.mul(kept(values.detach(), shape)));
    }

    /** @return 0 with probability p, else 1 / (1 - p) */
    private Tensor kept(Tensor model, long... shape) {
        double keep = 1 - probability;
        Tensor kept = torch.bernoulli(Tensors.zerosLike(model, shape).fill_(Tensors.scalar(keep)));
        return kept.div_(Tensors.scalar(keep));
    }

    /**
     * timm's rule for transformers, ConvNeXt and Swin: from 0 at the first block to the whole rate at the last, in equal steps.
     *
     * @param rate of the last block
     * @param blocks those of each block, first to last
     */
    public static void upToTheLast(double rate, List<List<StochasticDepth>> blocks) {
        for (int i = 1; i < blocks.size(); i++) {
            double p = rate * i / (blocks.size() - 1);
            blocks.get(i).forEach(depth -> depth.drop(p));
        }
    }

    /**
     * timm's and torchvision's rule for EfficientNet: block i of n has i / n of the rate.
     *
     * @param blocks those of each block, first to last; empty for a block without a shortcut
     */
    public static void belowTheRate(double rate, List<List<StochasticDepth>> blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            double p = rate * i / blocks.size();
            blocks.get(i).forEach(depth -> depth.drop(p));
        }
    }
}
