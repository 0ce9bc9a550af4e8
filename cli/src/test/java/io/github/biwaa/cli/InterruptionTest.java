package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.biwaa.cli.console.Interruption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("machine")
class InterruptionTest {
    private static final int LONG_ENOUGH = 120;

    @TempDir
    Path folder;

    @BeforeEach
    void signalsExist() {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "no signals on Windows: skipped");
    }

    /** Java's own way to the end runs hooks first, and then C's exit, which crashes native code that works. */
    @Test
    void workThatDoesNotListenIsEndedByTheSignalItself() throws Exception {
        ChildCommand child = ChildCommand.start(folder, Work.class, List.of("unasked"));
        child.waitForMessage("working", LONG_ENOUGH);
        child.signal("TERM");
        assertThat(child.waitForExit(LONG_ENOUGH)).isEqualTo(143);
        assertThat(child.err()).doesNotContain("last words", "Java ends");
    }

    /** The step is native code, which Java's own way to end the process crashed now and then. */
    @Test
    void workThatDoesNotListenEndsAtOnceWithoutACrash() throws Exception {
        ChildCommand child = ChildCommand.start(
                folder,
                List.of(
                        "bench",
                        "--backbone",
                        "resnet18",
                        "--size",
                        "96",
                        "--batch-size",
                        "16",
                        "--steps",
                        "1000",
                        "--threads",
                        "1"));
        child.waitForMessage("steps 2/", LONG_ENOUGH);
        long start = System.nanoTime();
        child.signal("TERM");
        assertThat(child.waitForExit(LONG_ENOUGH)).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(child.out()).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("Java's report of a crash")
                    .noneMatch(name -> name.startsWith("hs_err"));
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 129"})
    void workThatListensSaysItsLastWords(String signal, int exitCode) throws Exception {
        assumeFalse(
                ChildCommand.ignores(signal),
                "these tests run where SIG" + signal + " is ignored, in the background or by nohup: skipped");
        ChildCommand child = ChildCommand.start(folder, Work.class, List.of("obedient"));
        child.waitForMessage("working", LONG_ENOUGH);
        child.signal(signal);
        assertThat(child.waitForExit(LONG_ENOUGH)).isEqualTo(exitCode);
        assertThat(child.err()).contains("asked to stop", "last words", "Java ends");
    }

    @Test
    void aSecondSignalEndsWorkThatTakesItsTime() throws Exception {
        ChildCommand child = ChildCommand.start(folder, Work.class, List.of("deaf"));
        child.waitForMessage("working", LONG_ENOUGH);
        child.signal("TERM");
        child.waitForMessage("asked to stop", LONG_ENOUGH);
        child.signal("TERM");
        Thread.sleep(1500);
        assertThat(child.isRunning())
                .as("one request can arrive as two signals")
                .isTrue();
        child.signal("TERM");
        assertThat(child.waitForExit(LONG_ENOUGH)).isEqualTo(143);
        assertThat(child.err()).doesNotContain("last words", "Java ends");
    }

    @Test
    void withoutASignalTheWorksOwnCodeIsTheExitCode() throws Exception {
        ChildCommand child = ChildCommand.start(folder, Work.class, List.of("short"));
        assertThat(child.waitForExit(LONG_ENOUGH)).isEqualTo(7);
        assertThat(child.err()).contains("last words").doesNotContain("asked to stop");
    }

    /** Work of another process. */
    static final class Work {
        private Work() {}

        public static void main(String[] arguments) throws InterruptedException {
            Interruption interruption = new Interruption();
            interruption.handleSignals();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.err.println("Java ends")));
            CountDownLatch end = new CountDownLatch(arguments[0].equals("short") ? 0 : 1);
            Runnable stop = () -> {
                System.err.println("asked to stop");
                if (!arguments[0].equals("deaf")) {
                    end.countDown();
                }
            };
            if (arguments[0].equals("unasked")) {
                System.err.println("working");
                end.await();
            }
            try (Interruption.Listening listening = interruption.listen(stop)) {
                System.err.println("working");
                end.await();
            }
            System.err.println("last words");
            interruption.exit(7);
        }
    }
}
