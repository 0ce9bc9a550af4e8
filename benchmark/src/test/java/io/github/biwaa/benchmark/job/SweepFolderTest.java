package io.github.biwaa.benchmark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.benchmark.recipe.Recipes;
import io.github.biwaa.run.RunClaim;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // claims are held, not used
class SweepFolderTest {
    @TempDir
    private Path path;

    private SweepFolder folder;
    private BenchmarkJob job;

    @BeforeEach
    void plan() {
        folder = new SweepFolder(path);
        job = job("0.001");
    }

    private static BenchmarkJob job(String lr) {
        Recipe recipe = Recipes.named("office31");
        return new BenchmarkPlan(
                        recipe,
                        List.of("biwaa"),
                        List.of(recipe.task("A2W")),
                        List.of(42L),
                        Map.of("runs", "2", "lr", lr))
                .jobs()
                .get(0);
    }

    @Test
    void aTrainingIsFinishedWhenAllItsRunsAre() {
        assertThat(folder.outcome(job).state()).isEqualTo(JobState.MISSING);
        folder.runFolder(job).finish(new RunSummary(0, 1, 1, 0.5, Map.of(), List.of()));
        assertThat(folder.outcome(job).state()).isEqualTo(JobState.MISSING);
        folder.failed(job, "no memory");
        assertThat(folder.outcome(job).state()).isEqualTo(JobState.FAILED);
        assertThat(folder.outcome(job).reason()).isEqualTo("no memory");
        folder.runFolder(job).finish(new RunSummary(1, 1, 1, 0.6, Map.of(), List.of()));
        assertThat(folder.outcome(job).finished()).isTrue();
        assertThat(folder.outcome(job).runs()).hasSize(2);
    }

    @Test
    void aBegunTrainingKeepsItsSettings() throws Exception {
        folder.writeConfiguration(job, Map.of("source", "a", "threads", "2"));
        folder.writeConfiguration(job("0.01"), Map.of("source", "a", "threads", "2"));
        Files.createDirectories(folder.runFolder(job).path());
        Files.writeString(folder.runFolder(job).configuration(), "");
        assertThatCode(() -> folder.writeConfiguration(job("0.01"), Map.of("source", "a", "threads", "1")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> folder.writeConfiguration(job, Map.of("source", "a")))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("lr 0.01 instead of 0.001");
    }

    @Test
    void whatAnotherProcessTrainsIsLeftToIt() {
        folder.checkNotRunning(List.of(job));
        folder.began(job, ProcessHandle.current());
        assertThatThrownBy(() -> folder.checkNotRunning(List.of(job)))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid());
        assertThat(folder.outcome(job).state()).isEqualTo(JobState.MISSING);
        folder.ended(job);
        folder.checkNotRunning(List.of(job));
    }

    /** On whatever machine: the lease of its run folder says so. */
    @Test
    void aRunFolderInWhichSomebodyTrainsIsLeftToHim() {
        RunFolder training = folder.runFolder(job);
        try (RunClaim claim = new RunClaim(training, RunFolder.Existing.REFUSE, "")) {
            assertThatThrownBy(() -> folder.checkNotRunning(List.of(job)))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageStartingWith("the run folder " + training.path() + " is in use by process ");
        }
        folder.checkNotRunning(List.of(job));
    }
}
