package io.github.biwaa.training;

import io.github.biwaa.Progress;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Tells several listeners, in order.
 *
 * @param planning what becomes of a plan before they hear of it
 */
record ListenerList(List<TrainingListener> listeners, UnaryOperator<List<Progress.Phase>> planning)
        implements TrainingListener {
    @Override
    public void planned(List<Phase> phases) {
        List<Phase> plan = planning.apply(phases);
        listeners.forEach(listener -> listener.planned(plan));
    }

    @Override
    public void advanced(Task task, long done, long total) {
        listeners.forEach(listener -> listener.advanced(task, done, total));
    }

    @Override
    public void noted(String message) {
        listeners.forEach(listener -> listener.noted(message));
    }

    @Override
    public boolean stopRequested() {
        return listeners.stream().anyMatch(TrainingListener::stopRequested);
    }

    @Override
    public void runStarted(int run, int runs, int iterations) {
        listeners.forEach(listener -> listener.runStarted(run, runs, iterations));
    }

    @Override
    public void runResumed(int run, int steps) {
        listeners.forEach(listener -> listener.runResumed(run, steps));
    }

    @Override
    public void stepLogged(StepReport report) {
        listeners.forEach(listener -> listener.stepLogged(report));
    }

    @Override
    public void stepDone(int run, int iteration) {
        listeners.forEach(listener -> listener.stepDone(run, iteration));
    }

    @Override
    public void runFinished(RunSummary summary) {
        listeners.forEach(listener -> listener.runFinished(summary));
    }
}
