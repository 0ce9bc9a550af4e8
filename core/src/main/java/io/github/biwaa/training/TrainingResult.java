package io.github.biwaa.training;

import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a training left.
 *
 * @param folder the run folder
 * @param runs the finished ones, in order, at least one
 */
public record TrainingResult(RunFolder folder, List<RunSummary> runs) {

    /** Copies the list. */
    public TrainingResult {
        runs = List.copyOf(runs);
    }

    /** @return the last of the chained runs, whose model counts */
    public RunSummary lastRun() {
        return runs.get(runs.size() - 1);
    }

    /** @return the folder of the last run's model, for {@link io.github.biwaa.model.Classifier#load(Path)} */
    public Path model() {
        return folder.model(lastRun().run());
    }

    /** @return how often the last run's model is right on the target, 0 to 1; empty if the target has no labels */
    public OptionalDouble targetAccuracy() {
        Double accuracy = lastRun().targetAccuracy();
        return accuracy == null ? OptionalDouble.empty() : OptionalDouble.of(accuracy);
    }
}
