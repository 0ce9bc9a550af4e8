package io.github.biwaa.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.ChildJava;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // locks are held, not used
@Tag("machine")
class ExclusiveLockTest {
    @TempDir
    Path folder;

    /** A process that takes the lock, says so and holds it until it is ended or its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (ExclusiveLock lock = ExclusiveLock.acquireOrRefuse(Path.of(arguments[0]), "it")) {
                System.out.println("held");
                while (System.in.read() >= 0) {
                    // Until the other side closes it.
                }
            }
        }
    }

    private static Process hold(Path lockFile) throws IOException {
        Process process = ChildJava.command(List.of("-Xmx64m"), Holder.class, lockFile)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).isEqualTo("held");
        return process;
    }

    @Test
    void sayWhoHoldsIt() throws Exception {
        Path file = folder.resolve("lock");
        Process holder = hold(file);
        try {
            assertThatThrownBy(() -> ExclusiveLock.acquireOrRefuse(file, "the folder"))
                    .isInstanceOf(BiwaaException.class)
                    .message()
                    .matches("the folder is in use by process " + holder.pid()
                            + " on \\S+ since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        try (ExclusiveLock lock = ExclusiveLock.acquireOrRefuse(file, "the folder")) {
            assertThat(Files.readString(file))
                    .as("a kill frees it")
                    .contains("process " + ProcessHandle.current().pid());
        }
        assertThat(file).isEmptyFile();
    }

    @Test
    void whoeverWaitsGetsItInTheEnd() throws Exception {
        Path file = folder.resolve("lock");
        Process holder = hold(file);
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try (ExclusiveLock lock = ExclusiveLock.acquire(file, "working")) {
                assertThat(ended).isTrue();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.sleep(200);
        assertThat(waiting).isNotDone();
        ended.set(true);
        holder.getOutputStream().close();
        holder.waitFor();
        waiting.get(30, TimeUnit.SECONDS);
    }

    /** The system frees a process's lock as soon as the process closes any channel of the file. */
    @Test
    void askingAgainInTheSameProcessDoesNotFreeIt() throws Exception {
        Path file = folder.resolve("lock");
        try (ExclusiveLock lock = ExclusiveLock.acquireOrRefuse(file, "it")) {
            assertThatThrownBy(() -> ExclusiveLock.acquireOrRefuse(folder.resolve("x/../lock"), "it"))
                    .hasMessage("it is in use by another thread of this process.");
            assertThatThrownBy(() -> hold(file)).as("another process").isInstanceOf(AssertionError.class);
        }
        hold(file).destroyForcibly();
    }

    /** Takes the lock over and over on several threads, and counts what is in the file only while nobody else has it. */
    static final class Contender {
        private Contender() {}

        public static void main(String[] arguments) throws Exception {
            Path lock = Path.of(arguments[0]);
            Path inside = Path.of(arguments[1]);
            AtomicInteger both = new AtomicInteger();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            Runnable work = () -> {
                while (System.nanoTime() < end) {
                    try (ExclusiveLock held = ExclusiveLock.acquireOrRefuse(lock, "it")) {
                        Files.createFile(inside);
                        Files.delete(inside);
                    } catch (FileAlreadyExistsException e) {
                        both.incrementAndGet();
                    } catch (BiwaaException | IOException e) {
                        // Somebody else has it.
                    }
                }
            };
            List<Thread> threads =
                    Stream.generate(() -> new Thread(work)).limit(3).toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println("together " + both);
        }
    }

    /** A process whose threads are refused must not give up what another of its threads has. */
    @Test
    void threadsOfTwoProcessesAreNeverInsideTogether() throws Exception {
        List<Process> contenders = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            contenders.add(ChildJava.command(
                            List.of("-Xmx64m"), Contender.class, folder.resolve("lock"), folder.resolve("inside"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
        for (Process contender : contenders) {
            assertThat(contender.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("together 0");
        }
    }
}
