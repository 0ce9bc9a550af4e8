package io.github.biwaa.bench;

/** The sizes of the paper's training step, as far as a benchmark does not vary them. */
final class StepSizes {
    /** B, samples per domain. */
    static final int BATCH = 36;
    /** d, features after the bottleneck. */
    static final int FEATURES = 256;

    private StepSizes() {}
}
