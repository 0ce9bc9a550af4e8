package io.github.biwaa.training;

import io.github.biwaa.Progress;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.training.progress.PlanAround;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Hears how a training goes: its {@link Progress}, and what its steps and runs brought. Called on the training thread; a slow listener slows the
 * training. {@link #stopRequested} is asked after every step too; the run is then saved, to be resumed.
 */
public interface TrainingListener extends Progress {
    /** Says nothing. */
    TrainingListener SILENT = new TrainingListener() {};

    /** @return a listener that tells all of these, in order; any of them may stop the training */
    static TrainingListener of(List<? extends TrainingListener> listeners) {
        return new ListenerList(List.copyOf(listeners), UnaryOperator.identity());
    }

    /**
     * For a training that is a part of something longer: what it plans is told as a part of the whole.
     *
     * @param told hears all else as it is
     * @param weight of the training beside the phases after it
     * @param after what follows the training
     */
    static TrainingListener inPlan(TrainingListener told, double weight, List<Phase> after) {
        return new ListenerList(List.of(told), new PlanAround(weight, List.copyOf(after))::with);
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
