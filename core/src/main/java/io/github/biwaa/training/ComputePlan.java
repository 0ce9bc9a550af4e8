package io.github.biwaa.training;

import io.github.biwaa.settings.ComputeSettings;
import io.github.biwaa.settings.DeviceSettings;
import io.github.biwaa.settings.OnLowMemory;
import io.github.biwaa.settings.OnNan;

/** The settings of the machine that were chosen, and the defaults of the others. */
final class ComputePlan {
    int threads = Runtime.getRuntime().availableProcessors();
    int loaderThreads = ComputeSettings.DEFAULT_LOADER_THREADS;
    int evaluationBatch = ComputeSettings.DEFAULT_EVALUATION_BATCH;
    int logEvery = ComputeSettings.DEFAULT_LOG_EVERY;
    int evaluateEvery;
    int checkpointEvery;
    OnNan onNan = OnNan.STOP;
    OnLowMemory onLowMemory = OnLowMemory.STOP;
    DeviceSettings device = DeviceSettings.AUTO;

    /** @throws io.github.biwaa.InvalidSettingException if a value is out of its range */
    ComputeSettings settings() {
        return new ComputeSettings(
                threads,
                loaderThreads,
                evaluationBatch,
                logEvery,
                evaluateEvery,
                checkpointEvery,
                onNan,
                onLowMemory,
                device);
    }
}
