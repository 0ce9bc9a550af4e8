package io.github.biwaa.performance;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.torch.Placement;

/**
 * What is measured.
 *
 * @param backbone its name
 * @param size height and width of a picture as the network sees it, in pixels
 * @param batchSize pictures per domain and step, from 1
 * @param classes K, from 2
 * @param steps that are measured, after two that are not; from 1
 * @param pictures scored, and decoded; from 1
 * @param threads compute threads, from 1
 * @param placement where networks compute, and in which numbers
 * @param cudaGraph whether the step is measured as a CUDA graph, too
 */
public record PerformanceSettings(
        String backbone,
        int size,
        int batchSize,
        int classes,
        int steps,
        int pictures,
        int threads,
        Placement placement,
        boolean cudaGraph) {

    /** @throws InvalidSettingException if a value is out of its range */
    public PerformanceSettings {
        atLeast("batch-size", batchSize, 1);
        atLeast("classes", classes, 2);
        atLeast("steps", steps, 1);
        atLeast("pictures", pictures, 1);
        atLeast("threads", threads, 1);
        atLeast("size", size, 1);
    }

    /** Without a CUDA graph. */
    public PerformanceSettings(
            String backbone,
            int size,
            int batchSize,
            int classes,
            int steps,
            int pictures,
            int threads,
            Placement placement) {
        this(backbone, size, batchSize, classes, steps, pictures, threads, placement, false);
    }

    private static void atLeast(String key, int value, int least) {
        if (value < least) {
            throw new InvalidSettingException(key + ": " + value + ", expected at least " + least);
        }
    }
}
