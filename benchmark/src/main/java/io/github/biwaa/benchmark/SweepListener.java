package io.github.biwaa.benchmark;

import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.training.TrainingListener;
import java.util.List;

/** Receives progress events while a sweep runs. Several trainings may call it at once. */
public interface SweepListener {
    /** Does nothing. */
    SweepListener SILENT = new SweepListener() {};

    /** Something worth knowing that does not stop the sweep, such as pictures that are missing. */
    default void noted(String message) {}

    /**
     * All is checked and written; the trainings begin.
     *
     * @param all the trainings of this sweep, or of its shard
     * @param open those of them that are not finished yet
     */
    default void sweepStarted(List<BenchmarkJob> all, List<BenchmarkJob> open) {}

    /** A training begins. */
    default void jobStarted(BenchmarkJob job) {}

    /** @return what is told how a training goes */
    default TrainingListener listenerOf(BenchmarkJob job) {
        return TrainingListener.SILENT;
    }

    /** A training is finished, stopped or failed. */
    default void jobEnded(JobOutcome outcome) {}
}
