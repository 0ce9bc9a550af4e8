package io.github.biwaa.training;

import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;

/**
 * Tells two listeners of a training; either may stop it.
 *
 * @param first told first
 * @param second told the same
 */
record ListenerPair(TrainingListener first, TrainingListener second) implements TrainingListener {
    @Override
    public void runStarted(int run, int runs, int iterations) {
        first.runStarted(run, runs, iterations);
        second.runStarted(run, runs, iterations);
    }

    @Override
    public void runResumed(int run, int steps) {
        first.runResumed(run, steps);
        second.runResumed(run, steps);
    }

    @Override
    public void stepDone(int run, int iteration) {
        first.stepDone(run, iteration);
        second.stepDone(run, iteration);
    }

    @Override
    public void stepLogged(StepReport report) {
        first.stepLogged(report);
        second.stepLogged(report);
    }

    @Override
    public void scoring(int run, int done, int size) {
        first.scoring(run, done, size);
        second.scoring(run, done, size);
    }

    @Override
    public void runFinished(RunSummary summary) {
        first.runFinished(summary);
        second.runFinished(summary);
    }

    @Override
    public boolean stopRequested() {
        return first.stopRequested() || second.stopRequested();
    }
}
