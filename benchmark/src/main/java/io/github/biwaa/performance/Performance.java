package io.github.biwaa.performance;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.torch.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was measured in one process.
 *
 * @param ceiling what the machine can do
 * @param step of a training
 * @param scoring by ten crops
 * @param loading from files and from the cache
 * @param peakBytes the largest resident size of the process up to the end of the training steps, null where the system does not tell
 */
public record Performance(
        MachineCeiling ceiling,
        StepPerformance step,
        ScoringPerformance scoring,
        LoadingPerformance loading,
        @Nullable Long peakBytes) {

    /**
     * Measures it all.
     *
     * @param progress told what is being measured
     * @throws BiwaaException if the backbone does not take pictures of that size, or temporary files cannot be written
     */
    public static Performance measure(PerformanceSettings settings, Progress progress) {
        Engine.useThreads(settings.threads());
        if (!settings.placement().device().isCpu()) {
            Engine.useCuda(false);
        }
        progress.report(new Progress.Task("measuring the ceiling"), 0, -1);
        MachineCeiling ceiling = MachineCeiling.measure(settings.placement());
        Progress.Task steps = new Progress.Task("measuring steps");
        StepPerformance step =
                StepPerformance.measure(settings, done -> progress.report(steps, done, settings.steps() + 2));
        // Now, before scoring adds its own.
        OptionalLong peak = PeakMemory.bytes();
        try (TemporaryFolder folder = TemporaryFolder.create("biwaa-bench")) {
            OnFiles onFiles = OnFiles.measure(settings, progress, folder.path());
            return new Performance(
                    ceiling, step, onFiles.scoring(), onFiles.loading(), peak.isPresent() ? peak.getAsLong() : null);
        } catch (IOException | UncheckedIOException e) {
            throw new BiwaaException("temporary files cannot be written: " + e.getMessage(), e);
        }
    }
}
