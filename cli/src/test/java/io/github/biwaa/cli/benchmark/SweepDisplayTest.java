package io.github.biwaa.cli.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.BenchmarkPlan;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.benchmark.job.JobState;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.benchmark.recipe.Recipes;
import io.github.biwaa.run.StepReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests have no terminal: the display writes lines. */
class SweepDisplayTest {
    private final StringWriter written = new StringWriter();
    private final AtomicLong seconds = new AtomicLong(1000);
    private final List<BenchmarkJob> jobs = jobs();
    private final SweepDisplay display = new SweepDisplay(
            new PrintWriter(written),
            "Office-31",
            new SweepFolder(Path.of("sweep")),
            () -> seconds.get() * 1_000_000_000);

    private static List<BenchmarkJob> jobs() {
        Recipe recipe = Recipes.named("office31");
        return new BenchmarkPlan(
                        recipe, List.of("biwaa"), List.of(recipe.task("A2W")), List.of(42L, 43L), Map.of("runs", "2"))
                .jobs();
    }

    private void step(int job, int run, int stepsDone) {
        display.listenerOf(jobs.get(job))
                .stepLogged(new StepReport(run, stepsDone - 1, 100, 1, 0, 0.001, 50, Map.of()));
    }

    private List<String> lines() {
        return written.toString()
                .lines()
                .filter(line -> line.startsWith("Trainings"))
                .toList();
    }

    @Test
    void everyHalfMinuteALineSaysHowFarAllTrainingsAre() {
        display.sweepStarted(jobs, jobs);
        display.jobStarted(jobs.get(0));
        step(0, 0, 0);
        seconds.addAndGet(29);
        step(0, 0, 10);
        assertThat(lines()).isEmpty();
        seconds.addAndGet(31);
        step(0, 0, 20);
        step(0, 0, 21);
        assertThat(lines()).containsExactly("Trainings: 5 % done, about 19 min 00 s left: biwaa-A2W-42 run 0 20%");
    }

    @Test
    void whatWasDoneBeforeASweepWasResumedTookNoneOfItsTime() {
        display.sweepStarted(jobs, jobs);
        display.jobStarted(jobs.get(0));
        step(0, 1, 0);
        seconds.addAndGet(60);
        step(0, 1, 20);
        assertThat(lines()).containsExactly("Trainings: 30 % done, about 14 min 00 s left: biwaa-A2W-42 run 1 20%");
    }

    @Test
    void theShareNeverGoesBackAndEndedTrainingsAreDone() {
        display.sweepStarted(jobs, jobs);
        display.jobStarted(jobs.get(0));
        step(0, 0, 0);
        step(0, 0, 80);
        seconds.addAndGet(60);
        step(0, 0, 40);
        display.jobEnded(new JobOutcome(jobs.get(0), JobState.FAILED, "no memory", List.of()));
        display.jobStarted(jobs.get(1));
        seconds.addAndGet(60);
        step(1, 0, 0);
        assertThat(lines())
                .containsExactly(
                        "Trainings: 20 % done, about 4 min 00 s left: biwaa-A2W-42 run 0 40%",
                        "Trainings: 50 % done, about 2 min 00 s left: biwaa-A2W-43 run 0 0%");
    }
}
