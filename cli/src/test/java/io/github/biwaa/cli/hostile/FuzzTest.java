package io.github.biwaa.cli.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readers under thousands of damaged files a second: each is read or refused in words, within seconds, and within a bounded multiple of its size in
 * memory. A finding is left in target/fuzz. Other seeds: -Dbiwaa.fuzz.seed=7.
 */
@Tag("machine")
class FuzzTest {
    private static final Logger LOG = LoggerFactory.getLogger("fuzz");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void twoSeconds(FuzzTarget target) throws Exception {
        fuzz(target, Duration.ofSeconds(2));
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void tenMinutes(FuzzTarget target) throws Exception {
        fuzz(target, Duration.ofMinutes(10));
    }

    /** What readers have to say is not read here, and takes longer than reading. */
    @BeforeEach
    void silence() {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.github.biwaa")).setLevel(Level.OFF);
    }

    @AfterEach
    void speak() {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.github.biwaa")).setLevel(null);
    }

    private void fuzz(FuzzTarget target, Duration duration) throws Exception {
        FuzzRun run = new FuzzRun(target, folder, duration, Long.getLong("biwaa.fuzz.seed", 1));
        Thread thread = new Thread(run, "fuzz");
        thread.setDaemon(true);
        thread.start();
        while (thread.isAlive() && !run.hangs()) {
            thread.join(100);
        }
        LOG.info("{}", run);
        Throwable finding = thread.isAlive() ? hanging(thread) : run.finding();
        if (finding != null) {
            Path kept = Files.createDirectories(Path.of("target/fuzz")).resolve(target.fileName());
            Files.write(kept, run.current());
            throw new AssertionError(
                    target + " with " + kept + ", in hexadecimal "
                            + HexFormat.of().formatHex(run.current()),
                    finding);
        }
        assertThat(run.toString()).as("it does get somewhere").doesNotContain(" 0 refused");
    }

    private static Throwable hanging(Thread thread) {
        AssertionError hanging = new AssertionError("still reading after seconds");
        hanging.setStackTrace(thread.getStackTrace());
        return hanging;
    }
}
