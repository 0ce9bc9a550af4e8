package io.github.biwaa.training;

import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;

/** Hands everything on to another listener. */
class ForwardingListener implements TrainingListener {
    private final TrainingListener next;

    ForwardingListener(TrainingListener next) {
        this.next = next;
    }

    @Override
    public void runStarted(int run, int runs, int iterations) {
        next.runStarted(run, runs, iterations);
    }

    @Override
    public void runResumed(int run, int steps) {
        next.runResumed(run, steps);
    }

    @Override
    public void stepDone(int run, int iteration) {
        next.stepDone(run, iteration);
    }

    @Override
    public void stepLogged(StepReport report) {
        next.stepLogged(report);
    }

    @Override
    public void advanced(Task task, long done, long total) {
        next.advanced(task, done, total);
    }

    @Override
    public void noted(String message) {
        next.noted(message);
    }

    @Override
    public void runFinished(RunSummary summary) {
        next.runFinished(summary);
    }

    @Override
    public boolean stopRequested() {
        return next.stopRequested();
    }
}
