package io.github.biwaa.training;

import io.github.biwaa.InvalidSettingException;

/**
 * How the machine is used; nothing here but {@code threads} changes a result.
 *
 * @param threads compute threads of libtorch, at least 1
 * @param loaderThreads batches prepared at once, at least 1
 * @param evaluationBatch pictures scored at once, at least 1
 * @param logEvery steps between two rows of metrics.csv, at least 1
 */
public record ComputeSettings(int threads, int loaderThreads, int evaluationBatch, int logEvery) {

    /** @throws InvalidSettingException if a value is below 1 */
    public ComputeSettings {
        atLeastOne("threads", threads);
        atLeastOne("loader-threads", loaderThreads);
        atLeastOne("evaluation-batch", evaluationBatch);
        atLeastOne("log-every", logEvery);
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new InvalidSettingException(key + ": " + value + ", expected at least 1");
        }
    }
}
