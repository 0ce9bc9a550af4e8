package io.github.biwaa.samples;

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
}
