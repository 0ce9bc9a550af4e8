package io.github.biwaa.samples.batch;

import io.github.biwaa.Progress;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A way through all samples of a set, batch by batch in their order.
 *
 * @param batchSize samples at once, at least 1
 * @param progress told at the beginning and after each batch; may stop the sweep
 * @param task what it is told
 */
public record Sweep(int batchSize, Progress progress, Progress.Task task) {

    /** What is done with consecutive samples, in a scope of its own. */
    @FunctionalInterface
    public interface Visit {
        /**
         * @param from first sample
         * @param to one past the last sample
         */
        void batch(int from, int to);
    }

    /** Something computed of consecutive samples. */
    @FunctionalInterface
    public interface Rows {
        /**
         * @param from first sample
         * @param to one past the last sample
         * @return [to - from, ...], in a scope that is closed afterwards
         */
        Tensor batch(int from, int to);
    }

    /** A sweep that nobody hears of. */
    public static Sweep silent(int batchSize) {
        return new Sweep(batchSize, Progress.SILENT, new Progress.Task("computing"));
    }

    /**
     * Visits all samples.
     *
     * @param size the number of samples
     * @throws io.github.biwaa.StoppedException if that was asked for
     */
    public void over(int size, Visit visit) {
        progress.report(task, 0, size);
        for (int from = 0; from < size; from += batchSize) {
            int to = Math.min(size, from + batchSize);
            try (PointerScope scope = new PointerScope()) {
                visit.batch(from, to);
            }
            progress.report(task, to, size);
        }
    }

    /**
     * Computes a row per sample.
     *
     * @param size the number of samples, at least 1
     * @return [size, ...] in the precision of the first batch, on the CPU; kept, the caller's to release
     * @throws io.github.biwaa.StoppedException if that was asked for
     */
    public Tensor table(int size, Rows rows) {
        Tensor[] table = new Tensor[1];
        try {
            over(size, (from, to) -> {
                Tensor batch = rows.batch(from, to);
                if (table[0] == null) {
                    long[] shape = Tensors.shape(batch);
                    shape[0] = size;
                    table[0] = Tensors.keep(Tensors.zerosLike(batch, shape));
                }
                table[0].narrow(0, from, to - from).copy_(batch);
            });
        } catch (RuntimeException | Error failure) {
            Tensors.release(table[0]);
            throw failure;
        }
        return onCpu(table[0]);
    }

    /** Once for all batches: who reads from a GPU waits for it. */
    private static Tensor onCpu(Tensor kept) {
        if (kept.is_cpu()) {
            return kept;
        }
        try (PointerScope scope = new PointerScope()) {
            return Tensors.keep(kept.cpu());
        } finally {
            Tensors.release(kept);
        }
    }
}
