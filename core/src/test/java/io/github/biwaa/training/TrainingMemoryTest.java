package io.github.biwaa.training;

import static io.github.biwaa.settings.MachineSettings.CHECKPOINT_EVERY;
import static io.github.biwaa.settings.MachineSettings.EVALUATE_EVERY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.ChildJava;
import io.github.biwaa.LauncherEnvironment;
import io.github.biwaa.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training of any length holds a constant resident size. Measured in a process of its own, where nothing else grows. */
@Tag("machine")
class TrainingMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int EARLY = 50;
    private static final int LATE = 500;
    /** Two batches of two tensors may or may not be prepared already. */
    private static final int LARGEST_SWING = 8;

    /** The process: trains, with scores and checkpoints on the way, and prints resident size in kB and number of native objects after steps {@link #EARLY} and {@link #LATE}. */
    static final class Trained {
        private Trained() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            TrainingListener watching = new TrainingListener() {
                @Override
                public void stepDone(int run, int iteration) {
                    if (iteration + 1 == EARLY || iteration + 1 == LATE) {
                        System.out.println("held " + residentKilobytes() + " " + Pointer.totalCount());
                    }
                }
            };
            TinyTrainings.training(
                            TinyTrainings.configuration(folder, 1, LATE)
                                    .with(EVALUATE_EVERY, 25)
                                    .with(CHECKPOINT_EVERY, 25),
                            new RunFolder(folder.resolve("run")),
                            watching)
                    .run(RunFolder.Existing.REFUSE);
        }

        private static long residentKilobytes() {
            try {
                return Files.readAllLines(STATUS).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void theResidentSizeStaysFlat(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(STATUS), "the system does not tell the resident size: skipped");
        TinyTrainings.draw(folder);
        Path output = folder.resolve("output");
        // As the launcher starts it, but with Java's heap touched from the start and its compiler kept small: what
        // grows then is native memory.
        ProcessBuilder command = ChildJava.command(
                        List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"), Trained.class, folder)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        command.environment().putAll(LauncherEnvironment.variables());
        Process process = command.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
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
        assertThat(held).hasSize(2);
        assertThat(held.get(1)[0])
                .as("kB after step %s; %s kB after step %s", LATE, held.get(0)[0], EARLY)
                .isLessThanOrEqualTo(Math.round(1.03 * held.get(0)[0]));
        assertThat(held.get(1)[1]).as("native objects").isLessThanOrEqualTo(held.get(0)[1] + LARGEST_SWING);
    }
}
