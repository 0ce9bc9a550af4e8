package io.github.biwaa.samples;

import io.github.biwaa.image.cache.PixelCache;

/** Where the decoded pixels of samples come from. Safe to call from many threads. */
@FunctionalInterface
public interface PixelSource {

    /**
     * Copies one picture's bytes, height x width x channels.
     *
     * @param sample from 0
     * @param target receives them from its start
     */
    void read(int sample, byte[] target);

    /** @return the pictures of a cache, of which sample n is number {@code rows[n]} there */
    static PixelSource of(PixelCache cache, int[] rows) {
        return (sample, target) -> cache.read(rows[sample], target);
    }
}
