package io.github.biwaa.training;

import static io.github.biwaa.settings.MachineSettings.*;
import static io.github.biwaa.settings.RecipeSettings.*;
import static io.github.biwaa.settings.TrainingSettings.LEARNING_RATE;
import static io.github.biwaa.settings.TrainingSettings.METHOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.settings.OptimizerChoice;
import io.github.biwaa.settings.RateChoice;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that is stopped anywhere and gone on with ends as if it had never been stopped: the same bits, rows and summaries. */
class ResumedTrainingTest {
    private static final int RUNS = 2;
    private static final int ITERATIONS = 6;

    @TempDir
    static Path folder;

    @BeforeAll
    static void trainWithoutAPause() throws IOException {
        TinyTrainings.draw(folder);
        train("whole", configuration(1, 2), new Stopping(-1, -1, -1));
    }

    /** Asks to stop after a step, or while scoring. */
    private record Stopping(int run, int iteration, int scoringCall, int[] scored) implements TrainingListener {
        Stopping(int run, int iteration, int scoringCall) {
            this(run, iteration, scoringCall, new int[2]);
        }

        @Override
        public void stepDone(int stepRun, int stepIteration) {
            scored[1] |= stepRun == run && stepIteration == iteration ? 1 : 0;
        }

        @Override
        public void advanced(Task task, long done, long total) {
            scored[0] += task.name().startsWith("scoring") ? 1 : 0;
        }

        @Override
        public boolean stopRequested() {
            return scored[1] == 1 || scored[0] == scoringCall;
        }
    }

    private static TrainingConfiguration configuration(int loaderThreads, int evaluateEvery) {
        return TinyTrainings.configuration(folder, RUNS, ITERATIONS)
                .with(LOADER_THREADS, loaderThreads)
                .with(LOG_EVERY, 2)
                .with(EVALUATE_EVERY, evaluateEvery)
                .with(CHECKPOINT_EVERY, 3);
    }

    private static List<RunSummary> train(String out, TrainingConfiguration configuration, TrainingListener listener) {
        return TinyTrainings.training(configuration, new RunFolder(folder.resolve(out)), listener)
                .run(RunFolder.Existing.RESUME);
    }

    private static void stopAfter(String out, TrainingConfiguration configuration, int run, int iteration) {
        assertThatThrownBy(() -> train(out, configuration, new Stopping(run, iteration, -1)))
                .isInstanceOf(StoppedException.class);
    }

    /** Trains as a whole, and again with a stop after each of some steps of the first run. */
    private static void assertGoesOn(String name, TrainingConfiguration configuration, int... stops)
            throws IOException {
        train(name, configuration, TrainingListener.SILENT);
        for (int iteration : stops) {
            stopAfter(name + "-stopped", configuration, 0, iteration);
        }
        train(name + "-stopped", configuration, TrainingListener.SILENT);
        assertSame(name + "-stopped", name);
    }

    private static void assertSameAsWithoutAPause(String out) throws IOException {
        assertSame(out, "whole");
    }

    private static void assertSame(String out, String expected) throws IOException {
        for (int run = 0;
                run < new RunFolder(folder.resolve(expected)).finishedRuns().size();
                run++) {
            for (String file : new String[] {"scores.npy", "model/weights.safetensors"}) {
                Path path = Path.of("run-" + run).resolve(file);
                assertThat(folder.resolve(out).resolve(path))
                        .hasSameBinaryContentAs(folder.resolve(expected).resolve(path));
            }
            assertThat(rows(out, run)).as("rows of run %d", run).isEqualTo(rows(expected, run));
            assertThat(folder.resolve(out).resolve("run-" + run + "/checkpoint"))
                    .doesNotExist();
        }
        assertThat(summaries(out)).isEqualTo(summaries(expected));
    }

    /** metrics.csv without the columns that hold times. */
    private static List<String> rows(String out, int run) throws IOException {
        return Files.readAllLines(new RunFolder(folder.resolve(out)).metrics(run)).stream()
                .map(line -> line.replaceFirst("^(\\w+),[^,]*,[^,]*,([^,]*),[^,]*", "$1,$2"))
                .toList();
    }

    private static List<Object> summaries(String out) {
        List<Object> summaries = new ArrayList<>();
        new RunFolder(folder.resolve(out))
                .finishedRuns()
                .forEach(run -> summaries.add(
                        List.of(run.run(), run.iterations(), run.losses(), String.valueOf(run.checkpoints()))));
        return summaries;
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 5"})
    void stoppedAfterTheFirstOrLastStep(int run, int iteration) throws IOException {
        assertResumed(run, iteration);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"0, 2", "0, 3", "0, 5", "1, 0", "1, 1"})
    void stoppedAfterAnyStep(int run, int iteration) throws IOException {
        assertResumed(run, iteration);
    }

    private static void assertResumed(int run, int iteration) throws IOException {
        String out = "step-" + run + "-" + iteration;
        stopAfter(out, configuration(4, 2), run, iteration);
        train(out, configuration(1, 2), TrainingListener.SILENT);
        assertSameAsWithoutAPause(out);
    }

    @Test
    void stoppedAfterEveryStep() throws IOException {
        for (int run = 0; run < RUNS; run++) {
            for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                stopAfter("every", configuration(1 + iteration % 4, 2), run, iteration);
            }
        }
        train("every", configuration(1, 2), TrainingListener.SILENT);
        assertSameAsWithoutAPause("every");
    }

    /** Two domains of 8 samples in batches of 4, with a call before the first, after steps 2, 4 and 6 of a run. */
    @ParameterizedTest
    @ValueSource(ints = {1, 9, 27})
    void stoppedWhileItScores(int call) throws IOException {
        assertResumedWhereItScored(call);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {3, 6, 12, 14, 18, 36})
    void stoppedAnywhereInItsScoring(int call) throws IOException {
        assertResumedWhereItScored(call);
    }

    private static void assertResumedWhereItScored(int call) throws IOException {
        String out = "scoring-" + call;
        assertThatThrownBy(() -> train(out, configuration(1, 2), new Stopping(-1, -1, call)))
                .isInstanceOf(StoppedException.class)
                .hasMessageContaining("stopped while scoring run");
        train(out, configuration(1, 2), TrainingListener.SILENT);
        assertSameAsWithoutAPause(out);
    }

    @Test
    void goesOnWhereItWasStopped() throws IOException {
        assertThatThrownBy(() -> train("told", configuration(1, 2), new Stopping(0, 4, -1)))
                .hasMessage("stopped in run 0 after iteration 4; everything up to there is saved.");
        List<String> told = new ArrayList<>();
        train("told", configuration(1, 2), new TrainingListener() {
            @Override
            public void runStarted(int run, int runs, int iterations) {
                told.add("started " + run);
            }

            @Override
            public void runResumed(int run, int steps) {
                told.add("resumed " + run + " at " + steps);
            }

            @Override
            public void stepLogged(StepReport report) {
                told.add("logged " + report.run() + " " + report.iteration());
            }
        });
        assertThat(told).startsWith("started 0", "resumed 0 at 5", "logged 0 5", "started 1", "logged 1 0");
    }

    @Test
    void methodsWithoutCentroidsAndFrozenBackbonesGoOnToo() throws IOException {
        Path weights = TinyTrainings.dtnWeights(folder.resolve("dtn.safetensors"));
        TrainingConfiguration frozen = TinyTrainings.frozen(folder, weights);
        assertGoesOn("frozen", frozen, 0);
        for (String method : List.of("source-only", "cdan-e")) {
            assertGoesOn(method, configuration(1, 0).with(METHOD, Methods.named(method)), 2);
        }
    }

    /** DTN has them, and dropout inside the backbone. */
    @Test
    void batchNormStatisticsGoOnToo() throws IOException {
        assertGoesOn("batch-norm", TinyTrainings.batchNorm(folder, 1, ITERATIONS), 0, 3);
    }

    /** Moments, their steps and the average of the weights; the backbone rests at first. */
    @Test
    void everyPartOfARecipeGoesOnToo() throws IOException {
        TrainingConfiguration whole = TinyTrainings.batchNorm(folder, 1, ITERATIONS)
                .with(OPTIMIZER, OptimizerChoice.ADAMW)
                .with(RATE_SCHEDULE, RateChoice.COSINE)
                .with(WARM_UP, 2)
                .with(HEAD_FIRST, 3)
                .with(LAYER_DECAY, 0.75)
                .with(CLIP_NORM, 0.5)
                .with(AVERAGE, 0.9);
        assertGoesOn("recipe", whole, 0, 3, 4);
    }

    /** The look ahead leaves nothing behind: weights are back before a checkpoint is written. */
    @Test
    void sharpnessGoesOnToo() throws IOException {
        TrainingConfiguration whole =
                TinyTrainings.batchNorm(folder, 1, ITERATIONS).with(SHARPNESS, 0.05);
        assertGoesOn("sharpness", whole, 0, 3);
        assertThatThrownBy(() -> train("sharpness-stopped", whole.with(SHARPNESS, 0.1), TrainingListener.SILENT))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("sam was 0.05 and is now 0.1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"BF16", "FLOAT64"})
    void everyPrecisionGoesOnAsIfNothingHadHappened(Precision precision) throws IOException {
        TrainingConfiguration plain = configuration(1, 2);
        TrainingConfiguration other = plain.with(PRECISION, precision);
        String name = precision.id();
        train(name, other, TrainingListener.SILENT);
        assertThat(folder.resolve(name + "/run-0/model/weights.safetensors"))
                .as("another precision, other weights")
                .satisfies(file -> assertThat(
                                Files.mismatch(file, folder.resolve("whole/run-0/model/weights.safetensors")))
                        .isNotNegative())
                .as("float32 in the file, as of any training")
                .hasSize(Files.size(folder.resolve("whole/run-0/model/weights.safetensors")));
        for (int run = 0; run < RUNS; run++) {
            stopAfter(name + "-stopped", other, run, 3);
        }
        assertThatThrownBy(() -> train(name + "-stopped", plain, TrainingListener.SILENT))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("precision was " + name + " and is now float32");
        train(name + "-stopped", other, TrainingListener.SILENT);
        assertSame(name + "-stopped", name);
    }

    @Test
    void aCheckpointOfOtherSettingsIsRefused() throws IOException {
        stopAfter("other", configuration(1, 0), 0, 3);
        // Whoever edits config.yaml has not changed the checkpoint.
        Path config = folder.resolve("other/config.yaml");
        Files.writeString(config, Files.readString(config).replace("lr: 0.001", "lr: 0.5"));
        TrainingConfiguration faster = configuration(1, 0).with(LEARNING_RATE, 0.5);
        assertThatThrownBy(() -> train("other", faster, TrainingListener.SILENT))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("step-4.json was trained otherwise: lr was 0.001 and is now 0.5.")
                .hasMessageContaining("overwrite it");
    }

    /** Whoever began it had no choice but float32. */
    @Test
    void aCheckpointFromBeforeThereWasAPrecisionIsOneOfFloat32() throws IOException {
        TrainingConfiguration plain = configuration(1, 0);
        stopAfter("old", plain, 0, 3);
        for (String file : new String[] {"config.yaml", "run-0/checkpoint/step-4.json"}) {
            Path path = folder.resolve("old").resolve(file);
            String text = Files.readString(path);
            String older = text.replaceFirst("\\s*\"?precision\"?\\s*: \"?float32\"?,?", "");
            assertThat(older).as(file).isNotEqualTo(text);
            Files.writeString(path, older);
        }
        TrainingConfiguration other = plain.with(PRECISION, Precision.BF16);
        assertThatThrownBy(() -> train("old", other, TrainingListener.SILENT))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("was trained otherwise: precision was float32 and is now bf16.");
        train("old", plain, TrainingListener.SILENT);
    }

    @Test
    void aCheckpointOfOtherPicturesIsRefused(@TempDir Path own) throws IOException {
        TinyTrainings.draw(own);
        TrainingConfiguration configuration = TinyTrainings.configuration(own, 1, 3);
        RunFolder out = new RunFolder(own.resolve("out"));
        assertThatThrownBy(() -> TinyTrainings.training(configuration, out, new Stopping(0, 1, -1))
                        .run(RunFolder.Existing.REFUSE))
                .isInstanceOf(StoppedException.class);
        Files.move(own.resolve("target/00.png"), own.resolve("target/99.png"));
        assertThatThrownBy(() -> TinyTrainings.training(configuration, out, TrainingListener.SILENT)
                        .run(RunFolder.Existing.RESUME))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("belongs to other files: target changed since");
    }

    @Test
    void nothingStaysInNativeMemory() {
        train("held-first", configuration(1, 2), TrainingListener.SILENT);
        long held = Pointer.totalCount();
        stopAfter("held", configuration(1, 2), 0, 3);
        train("held", configuration(1, 2), TrainingListener.SILENT);
        assertThat(Pointer.totalCount()).as("native objects held").isLessThanOrEqualTo(held);
    }

    /** Stopped at every step, where two are kept of checkpoints that are written every three steps and at each stop. */
    @Test
    void twoGenerationsAreKept() throws IOException {
        for (int iteration = 0; iteration < 4; iteration++) {
            stopAfter("two", configuration(1, 0), 0, iteration);
        }
        try (Stream<Path> files = Files.list(folder.resolve("two/run-0/checkpoint"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "step-3.json", "step-3.safetensors", "step-4.json", "step-4.safetensors");
        }
    }

    @Test
    void aBrokenCheckpointIsPassedOver() throws IOException {
        Map<String, String> defects =
                Map.of("cut", "step-4.safetensors", "half", "step-4.json", "none", "step-4.safetensors");
        for (Map.Entry<String, String> defect : defects.entrySet()) {
            String out = "broken-" + defect.getKey();
            stopAfter(out, configuration(1, 2), 0, 3);
            Path file = folder.resolve(out).resolve("run-0/checkpoint").resolve(defect.getValue());
            byte[] content = Files.readAllBytes(file);
            if (defect.getKey().equals("none")) {
                Files.delete(file);
            } else if (defect.getKey().equals("cut")) {
                content[content.length - 7] ^= 1;
                Files.write(file, content);
            } else {
                Files.write(file, java.util.Arrays.copyOf(content, content.length / 2));
            }
            List<Integer> resumedAt = new ArrayList<>();
            train(out, configuration(1, 2), new TrainingListener() {
                @Override
                public void runResumed(int run, int steps) {
                    resumedAt.add(steps);
                }
            });
            assertThat(resumedAt).as(out).containsExactly(3);
            assertSameAsWithoutAPause(out);
        }
    }

    @Test
    void withoutAWholeCheckpointTheRunBeginsAgain() throws IOException {
        stopAfter("begun", configuration(1, 2), 1, 1);
        Path checkpoint = folder.resolve("begun/run-1/checkpoint");
        Files.writeString(checkpoint.resolve("step-2.json"), "{}");
        Files.writeString(checkpoint.resolve("step-9.safetensors.draft"), "half");
        train("begun", configuration(1, 2), TrainingListener.SILENT);
        assertSameAsWithoutAPause("begun");
    }
}
