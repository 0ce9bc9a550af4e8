package io.github.biwaa.benchmark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.BenchmarkPlan;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.benchmark.job.JobState;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.benchmark.recipe.Recipes;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.run.CheckpointScores;
import io.github.biwaa.run.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkTableTest {
    private static final double CLOSE = 1e-9;
    private final Recipe recipe = Recipes.named("office31");
    private final BenchmarkPlan plan = new BenchmarkPlan(
            recipe,
            List.of("biwaa", "dann"),
            List.of(recipe.task("A2W"), recipe.task("A2D")),
            List.of(42L, 43L),
            Map.of("runs", "2", "iterations", "10"));

    @Test
    void aPlanIsEveryMethodOnEveryTaskWithEverySeed() {
        assertThat(plan.jobs())
                .extracting(BenchmarkJob::id)
                .containsExactly(
                        "biwaa-A2W-42",
                        "dann-A2W-42",
                        "biwaa-A2D-42",
                        "dann-A2D-42",
                        "biwaa-A2W-43",
                        "dann-A2W-43",
                        "biwaa-A2D-43",
                        "dann-A2D-43");
        BenchmarkJob slow = plan.jobs().get(2);
        assertThat(slow.settings())
                .containsEntry("lr", "0.0003")
                .containsEntry("iterations", "10")
                .containsEntry("method", "biwaa")
                .containsEntry("seed", "42")
                .containsEntry("ramp", "20000");
        assertThat(slow.runs()).isEqualTo(2);
        assertThat(plan.jobs().get(1).runs()).isEqualTo(1);
        assertThat(plan.protocol())
                .contains("resnet50", "10 iterations", "batches of 36+36", "learning rate 0.001 or 0.0003", "ten-crop");
        BenchmarkPlan own = new BenchmarkPlan(
                recipe, List.of("dann"), plan.tasks(), List.of(1L), Map.of("ilda", "true", "lr", "0.01"));
        assertThat(own.jobs()).allSatisfy(job -> {
            assertThat(job.runs()).isEqualTo(10);
            assertThat(job.settings()).containsEntry("lr", "0.01");
        });
        assertThatThrownBy(() -> new BenchmarkPlan(recipe, List.of("dan"), plan.tasks(), List.of(1L), Map.of()))
                .isInstanceOf(InvalidSettingException.class);
        assertThatThrownBy(() -> new BenchmarkPlan(recipe, List.of("dann"), plan.tasks(), List.of(1L, 1L), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("seeds");
    }

    @Test
    void meansAndDeviationsAreOverSeeds() {
        BenchmarkTable table = table(outcomes());
        TableCell cell = table.cell("biwaa", recipe.task("A2W"), Selection.LAST_ITERATION);
        assertThat(cell.values()).containsExactly(90.0, 92.0);
        assertThat(cell.mean()).isCloseTo(91, within(CLOSE));
        assertThat(cell.deviation()).isCloseTo(Math.sqrt(2), within(CLOSE));
        assertThat(cell.text()).isEqualTo("91.0 ±1.4");
        // Averages over tasks per seed: (90 + 80) / 2 and (92 + 84) / 2.
        assertThat(table.average("biwaa", Selection.LAST_ITERATION).values()).containsExactly(85.0, 88.0);
        assertThat(table.average("biwaa", 0).values()).containsExactly(75.0, 78.0);
        // Information maximisation likes the first checkpoint, which is worse; the best is the last but one.
        assertThat(table.cell("biwaa", recipe.task("A2W"), Selection.WITHOUT_LABELS)
                        .values())
                .containsExactly(60.0, 62.0);
        assertThat(table.cell("biwaa", recipe.task("A2W"), Selection.BEST_BY_TARGET_LABELS)
                        .values())
                .containsExactly(95.0, 97.0);
    }

    @Test
    void whatFailedOrIsMissingIsNeverAveragedAway() {
        List<JobOutcome> outcomes = outcomes();
        replace(outcomes, "biwaa-A2D-43", JobState.FAILED, "no memory");
        replace(outcomes, "dann-A2D-42", JobState.MISSING, "");
        replace(outcomes, "dann-A2D-43", JobState.MISSING, "");
        BenchmarkTable table = table(outcomes);
        assertThat(table.cell("biwaa", recipe.task("A2D"), Selection.LAST_ITERATION)
                        .text())
                .isEqualTo("failed 1/2");
        assertThat(table.cell("dann", recipe.task("A2D"), Selection.LAST_ITERATION)
                        .text())
                .isEqualTo("missing");
        for (Selection selection : Selection.values()) {
            assertThat(table.average("biwaa", selection).mean()).isNull();
            assertThat(table.average("dann", selection).mean()).isNull();
        }
        String text = new TableWriter(table).text();
        assertThat(text)
                .contains("none: 1 of 2 tasks incomplete")
                .contains("biwaa-A2D-43 failed: no memory")
                .contains("dann-A2D-42 missing")
                .contains("91.0 ±1.4");
        String csv = new TableWriter(table).csv();
        assertThat(csv).contains(",biwaa,A2D,43,,,failed,\n").contains(",dann,A2D,42,,,missing,\n");
    }

    @Test
    void textAndMarkdownSayTheProtocolOfEveryNumber() {
        TableWriter writer = new TableWriter(table(outcomes()));
        assertThat(writer.text().lines())
                .contains(
                        "method  runs  A2W        A2D        average",
                        "biwaa   2     91.0 ±1.4  82.0 ±2.8  86.5 ±2.1",
                        "biwaa run by run (ILDA), last iteration of each",
                        "Published, not measured here. ResNet-50, later tuned re-runs: joint batch norm, centre crop,"
                                + " best epoch by target labels",
                        "method  last iteration  chosen without labels  best by target labels *",
                        "Methods without ILDA run once: no run of theirs decides how another samples.",
                        "Mean ± standard deviation over the seeds 42, 43.");
        assertThat(writer.text())
                .contains("measured here: resnet50, 10 iterations")
                .doesNotContain("dann run by run");
        assertThat(writer.markdown())
                .contains("| method | runs | A2W | A2D | average |\n|---|---|---|---|---|\n| biwaa | 2 | 91.0 ±1.4 |")
                .contains("best by target labels \\*");
    }

    @Test
    void csvAndJsonHoldEveryNumber(@TempDir Path folder) throws IOException {
        TableWriter writer = new TableWriter(table(outcomes()));
        writer.write(new SweepFolder(folder));
        List<String> csv = Files.readAllLines(folder.resolve("table.csv"));
        assertThat(csv.get(0)).isEqualTo("protocol,method,task,seed,run,selection,state,accuracy");
        assertThat(csv)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("\"measured here: ")
                        .endsWith(",biwaa,A2W,43,,best by target labels *,done,97.0000"))
                .anySatisfy(line -> assertThat(line).endsWith(",biwaa,A2W,42,0,end of run,done,70.0000"))
                .anySatisfy(line -> assertThat(line).endsWith(",MSTN,average,,,,published,86.5000"));
        JsonNode json = new JsonMapper().readTree(folder.resolve("table.json").toFile());
        assertThat(json.path("benchmark").asText()).isEqualTo("office31");
        assertThat(json.path("trainings")).hasSize(8);
        assertThat(json.path("averages").get(0).path("mean").asDouble()).isCloseTo(86.5, within(CLOSE));
        assertThat(json.path("trainings").get(0).path("runs").get(1).path("checkpoints"))
                .hasSize(2);
        assertThat(json.path("published")
                        .get(0)
                        .path("rows")
                        .get(0)
                        .path("average")
                        .asDouble())
                .isEqualTo(90.5);
    }

    private BenchmarkTable table(List<JobOutcome> outcomes) {
        return new BenchmarkTable(plan, outcomes, Validator.INFORMATION_MAXIMISATION, outcome -> Optional.empty());
    }

    private static void replace(List<JobOutcome> outcomes, String id, JobState state, String reason) {
        outcomes.replaceAll(outcome ->
                outcome.job().id().equals(id) ? new JobOutcome(outcome.job(), state, reason, List.of()) : outcome);
    }

    private List<JobOutcome> outcomes() {
        List<JobOutcome> outcomes = new ArrayList<>();
        for (BenchmarkJob job : plan.jobs()) {
            double better = job.seed() == 43 ? 0.02 : 0;
            if (job.task().id().equals("A2D")) {
                better = job.seed() == 43 ? -0.06 : -0.1;
            }
            List<RunSummary> runs = new ArrayList<>();
            for (int run = 0; run < job.runs(); run++) {
                boolean last = run == job.runs() - 1;
                double end = (last ? 0.9 : run == 0 && job.task().id().equals("A2D") ? 0.9 : 0.7) + better;
                runs.add(new RunSummary(
                        run,
                        10,
                        1,
                        end,
                        Map.of(),
                        List.of(scores(5, (last ? 0.95 : 0.6) + better, last ? 1 : 2), scores(10, end, 1.5))));
            }
            outcomes.add(new JobOutcome(job, JobState.FINISHED, "", runs));
        }
        return outcomes;
    }

    private static CheckpointScores scores(int iteration, double accuracy, double information) {
        return new CheckpointScores(iteration, accuracy, Map.of("information-maximisation", information));
    }
}
