package io.github.biwaa.training;

import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;

/** Told how a training goes. Called on the training thread; a slow listener slows the training. */
public interface TrainingListener {
    /** Says nothing. */
    TrainingListener SILENT = new TrainingListener() {};

    /** A run begins. */
    default void runStarted(int run, int runs, int iterations) {}

    /** A run that was begun before goes on: so many of its steps are done. Follows {@link #runStarted}. */
    default void runResumed(int run, int steps) {}

    /** A step was done; called for every step, cheaply. */
    default void stepDone(int run, int iteration) {}

    /** A step was done and its metrics were read; comes before {@link #stepDone}. */
    default void stepLogged(StepReport report) {}

    /** The target is being scored: so many of its samples are done. */
    default void scoring(int run, int done, int size) {}

    /** A run ended and its folder is complete. */
    default void runFinished(RunSummary summary) {}

    /** Whether to stop early; asked after every step and every scored batch. The run is then saved, to be gone on with. */
    default boolean stopRequested() {
        return false;
    }
}
