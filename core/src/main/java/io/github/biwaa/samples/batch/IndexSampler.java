package io.github.biwaa.samples.batch;

/**
 * Which samples each training step takes: a pure function of the step, so that any thread may ask for any step in any order, and nothing needs saving
 * to continue after a restart.
 */
public interface IndexSampler {

    /**
     * @param step from 0
     * @return numbers of samples, [B], the caller's to change
     * @throws IllegalArgumentException if the step is negative
     */
    int[] batch(long step);

    /** @return batches until the lists are shuffled anew */
    int roundLength();
}
