package io.github.biwaa.training;

import static io.github.biwaa.settings.MachineSettings.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.ChildJava;
import io.github.biwaa.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred thousand steps hold what the first ten thousand hold: resident size, open files, threads, native objects. The table it prints stands in
 * docs/reliability.md.
 */
@Tag("slow")
@Tag("machine")
class SoakTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final int STEPS = 100_000;
    private static final int EVERY = 10_000;
    /** Two batches of two tensors may or may not be prepared already. */
    private static final int LARGEST_SWING = 8;

    /** The process: trains, with checkpoints and scores on the way, and prints what it holds. */
    static final class Trained {
        private Trained() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            TrainingListener watching = new TrainingListener() {
                @Override
                public void stepDone(int run, int iteration) {
                    if ((iteration + 1) % EVERY == 0) {
                        System.out.printf(
                                "held %d %d %d %d %d%n",
                                iteration + 1, status("VmRSS:"), openFiles(), status("Threads:"), Pointer.totalCount());
                    }
                }
            };
            TinyTrainings.training(
                            TinyTrainings.configuration(folder, 1, STEPS)
                                    .with(LOADER_THREADS, 2)
                                    .with(LOG_EVERY, 100)
                                    .with(EVALUATE_EVERY, 5000)
                                    .with(CHECKPOINT_EVERY, 1000),
                            new RunFolder(folder.resolve("run")),
                            watching)
                    .run(RunFolder.Existing.REFUSE);
        }

        private static long status(String key) {
            try {
                return Files.readAllLines(STATUS).stream()
                        .filter(line -> line.startsWith(key))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static long openFiles() {
            try (Stream<Path> files = Files.list(OPEN_FILES)) {
                return files.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void aHundredThousandSteps(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(OPEN_FILES), "the system has no /proc: skipped");
        TinyTrainings.draw(folder);
        Path output = folder.resolve("output");
        Process process = ChildJava.command(
                        List.of("-XX:+UseSerialGC", "-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"),
                        Trained.class,
                        folder)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.HOURS)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        List<long[]> held = Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("held "))
                .map(line -> Arrays.stream(line.split(" "))
                        .skip(1)
                        .mapToLong(Long::parseLong)
                        .toArray())
                .toList();
        System.out.println("| Steps | Resident size, kB | Open files | Threads | Native objects |");
        held.forEach(row -> System.out.printf("| %d | %d | %d | %d | %d |%n", row[0], row[1], row[2], row[3], row[4]));
        assertThat(held).hasSize(STEPS / EVERY);
        long[] first = held.get(0);
        for (long[] row : held) {
            assertThat(row[1]).as("kB after step %d", row[0]).isLessThanOrEqualTo(Math.round(1.05 * first[1]));
            assertThat(row[2]).as("open files after step %d", row[0]).isLessThanOrEqualTo(first[2] + 2);
            assertThat(row[3]).as("threads after step %d", row[0]).isLessThanOrEqualTo(first[3] + 1);
            assertThat(row[4]).as("native objects after step %d", row[0]).isLessThanOrEqualTo(first[4] + LARGEST_SWING);
        }
    }
}
