package io.github.biwaa.samples;

import org.bytedeco.pytorch.Tensor;

/**
 * The samples of one domain as a network takes them: random views for training, fixed views for evaluation. What a view shows is a function of
 * (step, slot) or (sample, view) alone, never of the thread that makes it.
 */
public interface SampleViews extends AutoCloseable {

    /** @return the number of samples */
    int size();

    /**
     * Random views of some samples. May be called from several threads at once; the result is kept (see {@code Tensors.keep}) and the caller's to
     * release.
     *
     * @param samples numbers of the samples, [B]
     * @param step the training step, which decides the views together with the place in the batch
     * @return [B, ...]
     */
    Tensor trainingBatch(int[] samples, long step);

    /**
     * Does to a batch of {@link #trainingBatch} what is better done where the network computes, without waiting for it. Called by one thread.
     *
     * @return a batch as the network takes it: the same tensor, or one in the scope of the caller
     */
    default Tensor prepared(Tensor trainingBatch) {
        return trainingBatch;
    }

    /** @return how many fixed views each sample has */
    int evaluationViews();

    /**
     * One fixed view of consecutive samples, in the scope of the caller.
     *
     * @param from first sample
     * @param to one past the last sample
     * @param view from 0 to below {@link #evaluationViews}
     * @return [to - from, ...]
     */
    Tensor evaluationBatch(int from, int to, int view);

    @Override
    void close();
}
