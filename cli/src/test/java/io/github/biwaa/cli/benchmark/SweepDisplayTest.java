package io.github.biwaa.cli.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.Progress.Phase;
import io.github.biwaa.Progress.Task;
import io.github.biwaa.Progress.Work;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.BenchmarkPlan;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.benchmark.job.JobState;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.benchmark.recipe.Recipes;
import io.github.biwaa.training.TrainingListener;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests have no terminal: the display writes lines. */
class SweepDisplayTest {
    private static final Task FEATURES = new Task("computing the features of phone");

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

    private TrainingListener begin(int job) {
        display.jobStarted(jobs.get(job));
        TrainingListener listener = display.listenerOf(jobs.get(job));
        listener.planned(List.of(
                new Phase(FEATURES, Work.FEATURES, 100),
                new Phase(new Task("training run 0"), Work.TRAINING, 50),
                new Phase(new Task("training run 1"), Work.TRAINING, 50)));
        return listener;
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
        TrainingListener first = begin(0);
        first.advanced(FEATURES, 0, 100);
        seconds.addAndGet(29);
        first.advanced(FEATURES, 10, 100);
        assertThat(lines()).isEmpty();
        seconds.addAndGet(31);
        first.advanced(FEATURES, 20, 100);
        first.advanced(FEATURES, 21, 100);
        assertThat(lines())
                .containsExactly(
                        "Trainings: 5 % done, about 19 min 38 s left: biwaa-A2W-42 computing the features of phone 20%");
    }

    @Test
    void whatWasDoneBeforeASweepWasResumedTookNoneOfItsTime() {
        display.sweepStarted(jobs, jobs);
        TrainingListener first = begin(0);
        first.advanced(new Task("training run 0"), 100, 100);
        first.advanced(new Task("training run 1"), 0, 100);
        seconds.addAndGet(60);
        first.advanced(new Task("training run 1"), 20, 100);
        // The features were in the cache; run 0 was done.
        assertThat(lines())
                .containsExactly("Trainings: 30 % done, about 14 min 00 s left: biwaa-A2W-42 training run 1 20%");
    }

    @Test
    void theShareNeverGoesBackAndEndedTrainingsAreDone() {
        display.sweepStarted(jobs, jobs);
        TrainingListener first = begin(0);
        first.advanced(FEATURES, 0, 100);
        seconds.addAndGet(60);
        first.advanced(FEATURES, 80, 100);
        display.jobEnded(new JobOutcome(jobs.get(0), JobState.FAILED, "no memory", List.of()));
        TrainingListener second = begin(1);
        seconds.addAndGet(60);
        second.advanced(FEATURES, 0, 100);
        assertThat(lines())
                .containsExactly(
                        "Trainings: 20 % done, about 4 min 00 s left: biwaa-A2W-42 computing the features of phone 80%",
                        "Trainings: 50 % done, about 2 min 30 s left: biwaa-A2W-43 computing the features of phone 0%");
    }

    /** Trainings in processes of their own are shown as well as others. */
    @Test
    void sideBySideTheyTakeAsLongAsTheSlotsNeed() {
        display.sweepStarted(jobs, jobs);
        TrainingListener first = begin(0);
        TrainingListener second = begin(1);
        first.advanced(FEATURES, 0, 100);
        second.advanced(FEATURES, 0, 100);
        seconds.addAndGet(100);
        first.advanced(FEATURES, 100, 100);
        second.advanced(FEATURES, 100, 100);
        seconds.addAndGet(50);
        first.advanced(new Task("training run 0"), 0, 100);
        assertThat(lines().get(lines().size() - 1)).startsWith("Trainings: 50 % done, about 1 min 40 s left: ");
    }
}
