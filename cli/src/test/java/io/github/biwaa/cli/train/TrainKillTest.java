package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.ChildCommand;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGKILL at any moment: gone on with by --resume, a training ends in the bits it would have ended in. */
@Tag("machine")
class TrainKillTest {
    private static final int RUNS = 2;
    private static final int ITERATIONS = 30;
    private static final int LONG_ENOUGH = 120;
    private static final int ATTEMPTS = 10;
    private static final int[] LOADER_THREADS = {1, 4};

    @TempDir
    static Path folder;

    private final SplittableRandom random = new SplittableRandom(System.nanoTime());

    @BeforeAll
    static void trainWithoutAPause() {
        TinyPictures.source(folder.resolve("source"), 4);
        TinyPictures.labelledTarget(folder.resolve("target"), 4);
        CommandRun.of(training(1).arguments("whole")).succeeds();
    }

    private static TinyTraining training(int loaderThreads) {
        return new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"))
                .with("runs", RUNS)
                .with("iterations", ITERATIONS)
                .with("loader-threads", loaderThreads)
                .with("log-every", 1)
                .with("evaluate-every", 10)
                .with("checkpoint-every", 4);
    }

    @Test
    void atARandomMoment() throws Exception {
        killAfterRow(random.nextInt(RUNS * ITERATIONS), "one", LOADER_THREADS[random.nextInt(2)]);
        goOnToTheEnd("one");
    }

    @Tag("slow")
    @Test
    void atThreeRandomMoments() throws Exception {
        int rows = RUNS * ITERATIONS;
        for (int kill = 0; kill < 3; kill++) {
            killAfterRow(random.nextInt(kill * rows / 3, (kill + 1) * rows / 3), "three", LOADER_THREADS[kill % 2]);
        }
        goOnToTheEnd("three");
    }

    @Test
    void whileACheckpointIsWritten() throws Exception {
        killWhileACheckpointIsWritten("draft", 4);
        goOnToTheEnd("draft");
        assertThat(holdsDraft("draft")).isFalse();
    }

    /** Every fourth time while a checkpoint is written. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void twentyTimes(int loaderThreads) throws Exception {
        String out = "twenty-" + loaderThreads;
        int rows = RUNS * ITERATIONS;
        for (int kill = 0; kill < 20; kill++) {
            if (kill % 4 == 3) {
                killWhileACheckpointIsWritten(out, loaderThreads);
            } else {
                killAfterRow(random.nextInt(kill * rows / 20, (kill + 1) * rows / 20), out, loaderThreads);
            }
        }
        goOnToTheEnd(out);
    }

    private void killAfterRow(int row, String out, int loaderThreads) throws Exception {
        killWhen(() -> rows(out) > row, random.nextInt(30), out, loaderThreads);
    }

    /** Such a moment is short: it may take several attempts to hit it. */
    private void killWhileACheckpointIsWritten(String out, int loaderThreads) throws Exception {
        Set<Path> hitBefore = drafts(out);
        int attempt = 0;
        do {
            assertThat(attempt++).as("attempts to hit a half-written file").isLessThan(ATTEMPTS);
            killWhen(() -> !hitBefore.containsAll(drafts(out)), 0, out, loaderThreads);
        } while (hitBefore.containsAll(drafts(out)));
    }

    /** What a process has written is what the next one finds. */
    private void killWhen(BooleanSupplier moment, int pauseMilliseconds, String out, int loaderThreads)
            throws Exception {
        ChildCommand child = ChildCommand.start(
                folder, training(loaderThreads).with("resume").arguments(out));
        while (child.isRunning() && !moment.getAsBoolean()) {
            LockSupport.parkNanos(200_000);
        }
        Thread.sleep(pauseMilliseconds);
        child.kill();
        assertThat(child.waitForExit(LONG_ENOUGH)).as(child.err()).isIn(0, 137);
    }

    private static void goOnToTheEnd(String out) throws Exception {
        CommandRun.of("train", "--resume", "--out", folder.resolve(out).toString())
                .succeeds();
        assertThat(TinyTraining.results(folder.resolve(out)))
                .hasSize(2 * RUNS)
                .isEqualTo(TinyTraining.results(folder.resolve("whole")));
        for (int run = 0; run < RUNS; run++) {
            assertThat(TinyTraining.metrics(folder.resolve(out), run))
                    .as("rows without gap or repetition")
                    .isEqualTo(TinyTraining.metrics(folder.resolve("whole"), run));
            assertThat(TinyTraining.summary(folder.resolve(out)).get(run).get("checkpoints"))
                    .isEqualTo(TinyTraining.summary(folder.resolve("whole"))
                            .get(run)
                            .get("checkpoints"));
        }
    }

    private static int rows(String out) {
        int rows = 0;
        for (int run = 0; run < RUNS; run++) {
            Path metrics = folder.resolve(out).resolve("run-" + run + "/metrics.csv");
            try {
                rows += Files.exists(metrics)
                        ? Math.max(0, Files.readAllLines(metrics).size() - 1)
                        : 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return rows;
    }

    private static boolean holdsDraft(String out) {
        return !drafts(out).isEmpty();
    }

    private static Set<Path> drafts(String out) {
        Set<Path> drafts = new HashSet<>();
        for (int run = 0; run < RUNS; run++) {
            Path checkpoint = folder.resolve(out).resolve("run-" + run + "/checkpoint");
            try (Stream<Path> files = Files.exists(checkpoint) ? Files.list(checkpoint) : Stream.empty()) {
                files.filter(file -> file.toString().endsWith(".draft")).forEach(drafts::add);
            } catch (IOException | UncheckedIOException e) {
                // It was deleted meanwhile.
            }
        }
        return drafts;
    }
}
