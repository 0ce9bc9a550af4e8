package io.github.biwaa.benchmark.job;

import io.github.biwaa.run.RunSummary;
import java.util.List;

/**
 * What a training of a sweep left.
 *
 * @param job which
 * @param state how far it is
 * @param reason why it failed, or empty
 * @param runs its finished runs; of a training that is not finished they count for nothing
 */
public record JobOutcome(BenchmarkJob job, JobState state, String reason, List<RunSummary> runs) {

    /** Copies what could change. */
    public JobOutcome {
        runs = List.copyOf(runs);
    }

    /** @return the last finished run; there must be one */
    public RunSummary lastRun() {
        return runs.get(runs.size() - 1);
    }

    /** @return whether all runs are finished */
    public boolean finished() {
        return state == JobState.FINISHED;
    }
}
