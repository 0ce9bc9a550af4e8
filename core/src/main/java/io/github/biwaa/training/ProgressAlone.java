package io.github.biwaa.training;

import io.github.biwaa.Progress;
import java.util.List;

/**
 * Passes on what is progress, to one who needs to hear no more of a training.
 *
 * @param told asked whether to stop, too
 */
record ProgressAlone(Progress told) implements TrainingListener {
    @Override
    public void planned(List<Phase> phases) {
        told.planned(phases);
    }

    @Override
    public void advanced(Task task, long done, long total) {
        told.advanced(task, done, total);
    }

    @Override
    public void noted(String message) {
        told.noted(message);
    }

    @Override
    public boolean stopRequested() {
        return told.stopRequested();
    }
}
