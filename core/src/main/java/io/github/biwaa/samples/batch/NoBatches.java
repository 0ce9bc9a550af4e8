package io.github.biwaa.samples.batch;

/** Batches of a domain that has no samples. */
public record NoBatches() implements IndexSampler {

    @Override
    public int[] batch(long step) {
        return new int[0];
    }

    @Override
    public int roundLength() {
        return 0;
    }
}
