package io.github.biwaa.training;

import io.github.biwaa.InvalidSettingException;

/**
 * How the machine is used; nothing here but {@code threads} changes a result.
 *
 * @param threads compute threads of libtorch, at least 1
 * @param loaderThreads batches prepared at once, at least 1
 * @param evaluationBatch pictures scored at once, at least 1
 * @param logEvery steps between two rows of metrics.csv, at least 1
 * @param evaluateEvery steps between two checkpoints that are scored, 0 for the last step alone
 */
public record ComputeSettings(int threads, int loaderThreads, int evaluationBatch, int logEvery, int evaluateEvery) {

    /** @throws InvalidSettingException if a value is out of its range */
    public ComputeSettings {
        atLeastOne("threads", threads);
        atLeastOne("loader-threads", loaderThreads);
        atLeastOne("evaluation-batch", evaluationBatch);
        atLeastOne("log-every", logEvery);
        if (evaluateEvery < 0) {
            throw new InvalidSettingException("evaluate-every: " + evaluateEvery + ", expected at least 0");
        }
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new InvalidSettingException(key + ": " + value + ", expected at least 1");
        }
    }
}
