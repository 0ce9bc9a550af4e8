package io.github.biwaa.settings;

import io.github.biwaa.InvalidSettingException;

/**
 * How the machine is used and what is done when numbers go wrong; nothing here but {@code threads} and what
 * {@code device} holds changes the result of a training that goes well.
 *
 * @param threads compute threads of libtorch, at least 1
 * @param loaderThreads batches prepared at once, at least 1
 * @param evaluationBatch pictures scored at once, at least 1
 * @param logEvery steps between two rows of metrics.csv, at least 1
 * @param evaluateEvery steps between two checkpoints that are scored, 0 for the last step alone
 * @param checkpointEvery steps between two checkpoints to go on from, 0 for one every five minutes
 * @param onNan what happens when a loss is no number
 * @param onLowMemory what happens when there is surely too little memory
 * @param device what is computed with
 */
public record ComputeSettings(
        int threads,
        int loaderThreads,
        int evaluationBatch,
        int logEvery,
        int evaluateEvery,
        int checkpointEvery,
        OnNan onNan,
        OnLowMemory onLowMemory,
        DeviceSettings device) {
    /** Unless another number is chosen. */
    public static final int DEFAULT_LOADER_THREADS = 1;
    /** Unless another is chosen. */
    public static final int DEFAULT_EVALUATION_BATCH = 32;
    /** Unless another number is chosen. */
    public static final int DEFAULT_LOG_EVERY = 10;

    /** @throws InvalidSettingException if a value is out of its range */
    public ComputeSettings {
        atLeast("threads", threads, 1);
        atLeast("loader-threads", loaderThreads, 1);
        atLeast("evaluation-batch", evaluationBatch, 1);
        atLeast("log-every", logEvery, 1);
        atLeast("evaluate-every", evaluateEvery, 0);
        atLeast("checkpoint-every", checkpointEvery, 0);
    }

    /** Settings with a checkpoint every five minutes, and a stop when a loss is no number. */
    public ComputeSettings(int threads, int loaderThreads, int evaluationBatch, int logEvery, int evaluateEvery) {
        this(threads, loaderThreads, evaluationBatch, logEvery, evaluateEvery, 0, OnNan.STOP);
    }

    /** Settings for float32 on the CPU that refuse what surely does not fit into memory. */
    public ComputeSettings(
            int threads,
            int loaderThreads,
            int evaluationBatch,
            int logEvery,
            int evaluateEvery,
            int checkpointEvery,
            OnNan onNan) {
        this(
                threads,
                loaderThreads,
                evaluationBatch,
                logEvery,
                evaluateEvery,
                checkpointEvery,
                onNan,
                OnLowMemory.STOP,
                DeviceSettings.CPU);
    }

    /** @return the same on another device or in another precision */
    public ComputeSettings with(DeviceSettings other) {
        return new ComputeSettings(
                threads,
                loaderThreads,
                evaluationBatch,
                logEvery,
                evaluateEvery,
                checkpointEvery,
                onNan,
                onLowMemory,
                other);
    }

    private static void atLeast(String key, int value, int least) {
        if (value < least) {
            throw new InvalidSettingException(key + ": " + value + ", expected at least " + least);
        }
    }
}
