package io.github.biwaa.network;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.distributed.Buckets;
import io.github.biwaa.torch.distributed.Ranks;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * A batch in equal slices, one per rank. Each rank computes the features of its own, gets those of the others, and goes on with all of them; only its own
 * carry gradients back.
 *
 * @param localBatchNorm whether batch norm normalises each slice by itself
 */
record RankSlices(Ranks ranks, boolean localBatchNorm) {
    /** One process, with the whole batch. */
    static final RankSlices ONE = new RankSlices(Ranks.ALONE, false);

    /** Lets batch norm see the whole batch where it is to. */
    void prepare(Layer backbone) {
        if (!localBatchNorm) {
            backbone.parts(BatchNorm.class).forEach(norm -> norm.spreadOver(ranks));
        }
    }

    /** Makes the running statistics of all ranks equal after each has normalised its own slice: to their mean. */
    void shareStatistics(Layer backbone) {
        if (!localBatchNorm || ranks.isAlone()) {
            return;
        }
        List<Tensor> running = backbone.parts(BatchNorm.class).stream()
                .filter(BatchNorm::learns)
                .flatMap(norm -> norm.runningStatistics().stream())
                .toList();
        Buckets.exchange(running, sums -> {
            ranks.sum(sums);
            for (Tensor sum : sums) {
                sum.mul_(Tensors.scalar(1.0 / ranks.size()));
            }
        });
    }

    /**
     * The features of a batch.
     *
     * @param images [B, ...], the same on all ranks
     * @param ofSlice from [b, ...] to features [b, width]
     * @return [B, width]
     * @throws InvalidSettingException if the ranks learn and cannot have equal slices
     */
    Tensor features(Tensor images, Mode mode, UnaryOperator<Tensor> ofSlice) {
        if (ranks.isAlone()) {
            return ofSlice.apply(images);
        }
        long batch = images.size(0);
        if (mode.training() && batch % ranks.size() != 0) {
            throw new InvalidSettingException("batch-size: " + batch + " cannot be divided equally among "
                    + ranks.size() + " ranks; expected a multiple of " + ranks.size());
        }
        long slice = (batch + ranks.size() - 1) / ranks.size();
        long first = ranks.rank() * slice;
        long present = Math.max(0, Math.min(slice, batch - first));
        // Ranks for which nothing is left take part with a sample that another one has.
        Tensor own = ofSlice.apply(images.narrow(0, present == 0 ? 0 : first, Math.max(1, present)));
        Tensor all = ranks.gather(present == slice ? own : padded(own.detach(), slice));
        if (!own.requires_grad()) {
            return all.narrow(0, 0, batch);
        }
        long after = first + slice;
        return Tensors.concatenate(all.narrow(0, 0, first), own, all.narrow(0, after, batch - after));
    }

    private static Tensor padded(Tensor rows, long size) {
        Tensor padded = Tensors.zerosLike(rows, size, rows.size(1));
        padded.narrow(0, 0, rows.size(0)).copy_(rows);
        return padded;
    }

    /** See {@link AdaptationNetwork#exchangeGradients}. */
    void exchangeGradients(List<Parameter> ofSlices, List<Parameter> ofAll) {
        if (!ranks.isAlone()) {
            Buckets.exchange(gradients(ofSlices), ranks::sum);
            Buckets.exchange(gradients(ofAll), ranks::broadcast);
        }
    }

    /** Which parameters a sweep has reached is the same on all ranks. */
    private static List<Tensor> gradients(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> parameter.tensor().grad())
                .filter(Tensor::defined)
                .toList();
    }
}
