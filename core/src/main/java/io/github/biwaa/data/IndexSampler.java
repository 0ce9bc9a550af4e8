package io.github.biwaa.data;

/** Which samples each training step takes: a pure function of the step. */
public interface IndexSampler {

    /**
     * @param step from 0
     * @return numbers of samples, as many as the batch is large
     */
    int[] batch(long step);

    /** @return batches until the lists are shuffled anew */
    int roundLength();
}
