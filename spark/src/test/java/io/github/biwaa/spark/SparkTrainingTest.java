package io.github.biwaa.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.array.LabelWriter;
import io.github.biwaa.array.NpyFeatureWriter;
import io.github.biwaa.benchmark.ClusterTraining;
import io.github.biwaa.benchmark.Sweep;
import io.github.biwaa.benchmark.SweepListener;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.benchmark.job.JobState;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.benchmark.recipe.Recipes;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainings of a sweep as tasks, in processes beside executors. */
@Tag("machine")
class SparkTrainingTest {
    private static final String RECIPE = """
            title: Squares
            methods: [dann]
            seeds: [1]
            settings: {iterations: 40, batch-size: 4, bottleneck: 4, discriminator-width: 4, log-every: 5, checkpoint-every: 10}
            tasks: [N2F]
            classes: [low, high]
            domains:
              N: {name: near, features: near.npy, labels: near-labels.npy, counts: [4, 4]}
              F: {name: far, features: far.npy, labels: far-labels.npy, counts: [4, 4]}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        for (String domain : List.of("near", "far")) {
            int[] labels = {0, 1, 0, 1, 0, 1, 0, 1};
            Path file = folder.resolve(domain + ".npy");
            try (NpyFeatureWriter writer = new NpyFeatureWriter(file, labels.length, 3)) {
                for (int sample = 0; sample < labels.length; sample++) {
                    writer.add(new float[] {labels[sample], sample, domain.length()});
                }
            }
            Path labelFile = folder.resolve(domain + "-labels.npy");
            LabelWriter.write(labelFile, labelFile, labels, List.of());
        }
    }

    private Sweep sweep(String out, long... seeds) throws IOException {
        Path recipe = Files.writeString(folder.resolve("squares.yaml"), RECIPE);
        return Sweep.of(Recipes.named(recipe.toString()))
                .root(folder)
                .seeds(seeds)
                .out(folder.resolve(out))
                .devices("cpu");
    }

    private static byte[] scores(Sweep sweep, long seed) throws IOException {
        return Files.readAllBytes(sweep.folder().path().resolve("dann/N2F/seed-" + seed + "/run-0/scores.npy"));
    }

    private static String log(Sweep sweep, long seed) throws IOException {
        return Files.readString(sweep.folder().path().resolve("jobs/dann-N2F-" + seed + ".log"));
    }

    private static SparkConf local() {
        return SparkApplication.configuration("local[2]", "test").set("spark.ui.enabled", "false");
    }

    private static SparkRunner runner(SparkConf configuration) {
        return new SparkRunner(configuration, TestCommand.class.getName());
    }

    /** What a sweep says. */
    private static class Heard implements SweepListener {
        private final Set<String> started = ConcurrentHashMap.newKeySet();
        private final Map<String, Integer> steps = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<String> notes = new ConcurrentLinkedQueue<>();
        private final Map<String, JobOutcome> ends = new ConcurrentHashMap<>();

        @Override
        public void noted(String message) {
            notes.add(message);
        }

        @Override
        public void jobStarted(BenchmarkJob job) {
            assertThat(started.add(job.id())).isTrue();
        }

        @Override
        public TrainingListener listenerOf(BenchmarkJob job) {
            return new TrainingListener() {
                @Override
                public void stepLogged(StepReport report) {
                    steps.merge(job.id(), report.iteration(), Math::max);
                }
            };
        }

        @Override
        public void jobEnded(JobOutcome outcome) {
            ends.put(outcome.job().id(), outcome);
        }
    }

    /** The task of a dead executor begins where the last checkpoint left it, and ends with the same bits as if nothing had happened. */
    @Test
    void aKilledExecutorsTrainingGoesOnElsewhere() throws Exception {
        Sweep plain = sweep("plain", TestCommand.DEADLY, TestCommand.HARMLESS).set("threads", "1");
        plain.run();
        Heard heard = new Heard();
        Sweep sweep = sweep("out", TestCommand.DEADLY, TestCommand.HARMLESS).listener(heard);
        try (SparkCluster cluster = new SparkCluster(folder.resolve("cluster"), 2);
                SparkRunner runner = runner(cluster.configuration(2))) {
            sweep.runner(runner).run();
        }
        String logs = log(sweep, TestCommand.DEADLY) + log(sweep, TestCommand.HARMLESS);
        assertThat(heard.ends.values()).extracting(JobOutcome::state).as(logs).containsOnly(JobState.FINISHED);
        Path killed = sweep.folder().path().resolve("dann/N2F/seed-" + TestCommand.DEADLY);
        assertThat(killed.resolve("died")).isDirectory();
        assertThat(killed.resolve("resumed")).hasContent("30");
        for (long seed : new long[] {TestCommand.DEADLY, TestCommand.HARMLESS}) {
            assertThat(scores(sweep, seed)).isEqualTo(scores(plain, seed));
        }
        // It may have to wait until the process of the dead one is gone.
        assertThat(heard.notes).first().asString().startsWith("dann-N2F-1: its executor was lost; it continues on");
        assertThat(heard.started).containsExactlyInAnyOrder("dann-N2F-1", "dann-N2F-2");
        assertThat(heard.steps).containsEntry("dann-N2F-1", 39).containsEntry("dann-N2F-2", 39);
        assertThat(log(sweep, TestCommand.DEADLY)).contains("attempt 1", "attempt 2");
        assertThat(sweep.folder().path().resolve("table.txt")).isNotEmptyFile();
        assertThat(sweep.folder().path()).isDirectoryNotContaining("glob:**.spark");
    }

    @Test
    void aTrainingThatFailsDoesNotKeepOthersFromTheirEnd() throws Exception {
        Heard heard = new Heard();
        try (SparkRunner runner = runner(local())) {
            sweep("out", TestCommand.FAULTY, TestCommand.HARMLESS)
                    .listener(heard)
                    .runner(runner)
                    .run();
        }
        assertThat(heard.ends.get("dann-N2F-3").state()).isEqualTo(JobState.FAILED);
        assertThat(heard.ends.get("dann-N2F-3").reason()).isEqualTo("there is no luck.");
        assertThat(heard.ends.get("dann-N2F-2").finished()).isTrue();
    }

    @Test
    void aSweepThatIsStoppedIsResumed() throws Exception {
        Sweep stopped = sweep("out", TestCommand.ENDLESS);
        Heard heard = new Heard() {
            @Override
            public TrainingListener listenerOf(BenchmarkJob job) {
                return new TrainingListener() {
                    @Override
                    public void stepLogged(StepReport report) {
                        stopped.stop();
                    }
                };
            }
        };
        try (SparkRunner runner = runner(local())) {
            assertThatThrownBy(() -> stopped.listener(heard).runner(runner).run())
                    .isInstanceOf(StoppedException.class);
        }
        assertThat(heard.ends.get("dann-N2F-4").state()).isEqualTo(JobState.MISSING);
        Sweep resumed = sweep("out", TestCommand.ENDLESS).resume(true);
        resumed.run();
        assertThat(Arrays.equals(scores(resumed, TestCommand.ENDLESS), new byte[0]))
                .isFalse();
    }

    /** What another machine has at the same path is another folder, with the file of another application or none. */
    @Test
    void anExecutorThatDoesNotSeeTheFolderIsNamed() throws Exception {
        SharedFolder shared = SharedFolder.begin(folder);
        SweepFolder sweep = new SweepFolder(folder);
        JobFiles files = JobFiles.of(sweep, sweep("out", 1).jobs().get(0));
        try (JavaSparkContext context = new JavaSparkContext(local())) {
            for (SharedFolder elsewhere : List.of(
                    new SharedFolder(shared.folder(), "another"),
                    new SharedFolder(folder.resolve("nowhere").toString(), shared.id()))) {
                TrainingTask task = new TrainingTask(elsewhere, files, "none", "", 0);
                TrainingTask.Outcome outcome =
                        context.parallelize(List.of(0), 1).map(task).collect().get(0);
                assertThat(outcome.state()).isEqualTo(TrainingTask.State.FOLDER_UNSEEN);
                assertThat(outcome.reason()).isNotEmpty();
            }
        }
    }

    @Test
    void aClusterThatIsNotThereEndsTheSweep() throws Exception {
        try (SparkRunner runner = runner(SparkApplication.configuration("sparc://host", "test"))) {
            assertThatThrownBy(() -> sweep("out", 1, 2).runner(runner).run())
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("sparc://host");
        }
    }

    @Test
    void theJarIsFound() {
        assertThat(ClusterTraining.find()).isInstanceOf(SparkTraining.class);
    }
}
