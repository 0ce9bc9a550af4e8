package io.github.biwaa.samples.batch;

/**
 * The batches of the target, whose last places are taken by labelled samples.
 *
 * @param all draws from all samples, [B]
 * @param labelled draws from the labelled ones, [m], m at most B
 */
public record LabelledEnding(IndexSampler all, IndexSampler labelled) implements IndexSampler {

    @Override
    public int[] batch(long step) {
        int[] batch = all.batch(step);
        int[] ending = labelled.batch(step);
        System.arraycopy(ending, 0, batch, batch.length - ending.length, ending.length);
        return batch;
    }

    @Override
    public int roundLength() {
        return all.roundLength();
    }
}
