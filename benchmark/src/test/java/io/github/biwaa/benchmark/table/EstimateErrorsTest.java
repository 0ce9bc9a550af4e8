package io.github.biwaa.benchmark.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.BenchmarkPlan;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.benchmark.job.JobState;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.benchmark.recipe.Recipes;
import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.run.CheckpointScores;
import io.github.biwaa.run.HeldOutScores;
import io.github.biwaa.run.RunSummary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Errors that were worked out by hand, for two methods on one task: predictions of ten samples that agree on eight of them. */
class EstimateErrorsTest {
    private static final Map<String, int[]> PREDICTED =
            Map.of("dann", new int[10], "mstn", new int[] {1, 1, 0, 0, 0, 0, 0, 0, 0, 0});
    private static final Map<String, Double> TRUTH = Map.of("dann", 0.5, "mstn", 0.9);
    private static final Map<String, Double> SCORE = Map.of("dann", 0.6, "mstn", 0.7);

    private final Recipe recipe = Recipes.named("office31");
    private final BenchmarkPlan plan = new BenchmarkPlan(
            recipe,
            List.of("dann", "mstn"),
            List.of(recipe.task("A2W")),
            List.of(42L),
            Map.of("runs", "1", "iterations", "10"));

    @Test
    void statesWhatEachEstimateIsOffBy() {
        // The agreement is 80 % for both: 30 too high for dann, 10 too low for mstn, which is chosen by its score.
        Grid grid = new EstimateErrors(table()).grid().orElseThrow();
        assertThat(grid.rows())
                .extracting(row -> row.subList(0, 5))
                .containsExactly(
                        List.of("all trainings", "agreement", "2", "20.0", "+10.0"),
                        List.of("all trainings", "difference-of-confidences", "2", "25.0", "+25.0"),
                        List.of("chosen by bnm", "agreement", "1", "10.0", "-10.0"),
                        List.of("chosen by bnm", "difference-of-confidences", "1", "5.0", "+5.0"));
        // 0.85 to 1 contains 0.9, and not 0.5.
        assertThat(grid.rows().get(1).subList(5, 7)).containsExactly("50", "15");
        assertThat(grid.rows().get(3).subList(5, 7)).containsExactly("100", "15");
    }

    @Test
    void withoutPredictionsAndHeldOutSamplesThereIsNoTable() {
        BenchmarkTable table = new BenchmarkTable(
                plan,
                plan.jobs().stream().map(job -> outcome(job, false)).toList(),
                Validator.BNM,
                outcome -> Optional.empty());
        assertThat(new EstimateErrors(table).grid()).isEmpty();
    }

    private BenchmarkTable table() {
        return new BenchmarkTable(
                plan,
                plan.jobs().stream().map(job -> outcome(job, true)).toList(),
                Validator.BNM,
                outcome -> Optional.of(PREDICTED.get(outcome.job().method())));
    }

    private static JobOutcome outcome(BenchmarkJob job, boolean heldOut) {
        HeldOutScores held = new HeldOutScores(
                10, 1, 1, List.of(new AccuracyEstimate("difference-of-confidences", 0.95, 0.85, 1)), List.of());
        RunSummary run = new RunSummary(
                0,
                10,
                1,
                TRUTH.get(job.method()),
                Map.of(),
                List.of(new CheckpointScores(10, TRUTH.get(job.method()), Map.of("bnm", SCORE.get(job.method())))),
                0,
                List.of(),
                heldOut ? held : null,
                null,
                null);
        return new JobOutcome(job, JobState.FINISHED, "", List.of(run));
    }
}
