package io.github.biwaa.benchmark.table;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.run.CheckpointScores;
import io.github.biwaa.run.RunSummary;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Which of a training's checkpoints a number in the table is of. */
public enum Selection {
    /** The last step of the last run: nothing is chosen. */
    LAST_ITERATION("last iteration"),
    /** The checkpoint that a {@link Validator} likes best, among all runs. No label of the target is looked at. */
    WITHOUT_LABELS("chosen without labels"),
    /** The checkpoint with the highest accuracy: a bound nobody without labels can reach, and used for nothing else. */
    BEST_BY_TARGET_LABELS("best by target labels *");

    private final String title;

    Selection(String title) {
        this.title = title;
    }

    /** @return the heading of its column */
    public String title() {
        return title;
    }

    /**
     * @param runs the finished runs of a training, at least one
     * @param validator used by {@link #WITHOUT_LABELS}
     * @return the accuracy of the checkpoint, 0 to 1; empty if the target has no labels or nothing was scored
     */
    public Optional<Double> accuracy(List<RunSummary> runs, Validator validator) {
        List<CheckpointScores> all =
                runs.stream().flatMap(run -> run.checkpoints().stream()).toList();
        return switch (this) {
            case LAST_ITERATION -> Optional.ofNullable(runs.get(runs.size() - 1).targetAccuracy());
            case WITHOUT_LABELS ->
                all.stream()
                        .filter(scores -> scores.validators().containsKey(validator.id()))
                        // Of equals the later one, which trained longer.
                        .reduce((best, next) ->
                                validator.prefers(value(best, validator), value(next, validator)) ? best : next)
                        .map(CheckpointScores::targetAccuracy);
            case BEST_BY_TARGET_LABELS ->
                all.stream()
                        .map(CheckpointScores::targetAccuracy)
                        .filter(Objects::nonNull)
                        .max(Double::compare);
        };
    }

    private static double value(CheckpointScores scores, Validator validator) {
        return requireNonNull(scores.validators().get(validator.id()));
    }
}
