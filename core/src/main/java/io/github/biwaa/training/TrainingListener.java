package io.github.biwaa.training;

import io.github.biwaa.Progress;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import java.util.List;

/**
 * Hears how a training goes: its steps, and the {@link Progress} of the work around them. Called on the training thread; a slow listener slows the
 * training. {@link #stopRequested} is asked after every step too; the run is then saved, to be resumed.
 */
public interface TrainingListener extends Progress {
    /** Says nothing. */
    TrainingListener SILENT = new TrainingListener() {};

    /** @return a listener that tells all of these, in order; any of them may stop the training */
    static TrainingListener of(List<? extends TrainingListener> listeners) {
        return new ListenerList(List.copyOf(listeners));
    }

    /** A run begins. */
    default void runStarted(int run, int runs, int iterations) {}

    /** A run that was begun before is resumed: so many of its steps are done. Follows {@link #runStarted}. */
    default void runResumed(int run, int steps) {}

    /** A step was done and its metrics were read; comes before {@link #stepDone}. */
    default void stepLogged(StepReport report) {}

    /** A step was done; called once for every step, cheaply. */
    default void stepDone(int run, int iteration) {}

    /** A run ended and its folder is complete. */
    default void runFinished(RunSummary summary) {}
}
