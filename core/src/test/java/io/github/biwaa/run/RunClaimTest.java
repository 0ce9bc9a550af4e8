package io.github.biwaa.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.LeaseTerms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // claims are held, not used
@Tag("machine")
class RunClaimTest {
    private static final LeaseTerms QUICK =
            new LeaseTerms(Duration.ofMillis(50), Duration.ofMillis(500), LeaseTerms.STANDARD.ticker());

    @TempDir
    private Path home;

    private RunFolder folder() {
        return new RunFolder(home.resolve("run"));
    }

    private RunClaim claim() {
        return new RunClaim(folder(), RunFolder.Existing.RESUME, "iterations: 1\n", QUICK);
    }

    /** A training on another machine. */
    private void leaseElsewhere(int renewals) throws IOException {
        Files.createDirectories(folder().path());
        Files.writeString(
                folder().leaseFile(),
                String.format(
                        Locale.ROOT,
                        "biwaa lease\nholder: process 12 on lab4\nhost: lab4\nprocess: 12 1\nid: 7\nrenewed: %010d\n",
                        renewals));
    }

    @Test
    void aTrainingElsewhereThatGoesOnIsLeftAlone() throws Exception {
        leaseElsewhere(0);
        Thread renewing = new Thread(() -> {
            try {
                for (int i = 1; !Thread.interrupted(); i++) {
                    leaseElsewhere(i);
                    Thread.sleep(100);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                // The end.
            }
        });
        renewing.start();
        try {
            assertThatThrownBy(this::claim)
                    .isInstanceOf(BiwaaException.class)
                    .hasMessage("the run folder " + folder().path() + " is in use by process 12 on lab4.");
        } finally {
            renewing.interrupt();
            renewing.join();
        }
        assertThat(folder().configuration()).doesNotExist();
    }

    @Test
    void aTrainingElsewhereThatDiedIsWaitedFor() throws IOException {
        leaseElsewhere(0);
        long start = System.nanoTime();
        try (RunClaim claim = claim()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(QUICK.length());
            claim.check();
        }
        assertThat(folder().leaseFile()).doesNotExist();
    }

    @Test
    void whoeverLostTheFolderChangesNothingMore() throws Exception {
        try (RunClaim claim = claim()) {
            assertThat(folder().configuration()).exists();
            leaseElsewhere(0);
            Thread.sleep(10 * QUICK.renewal().toMillis());
            assertThatThrownBy(claim::check)
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("process 12 on lab4 has taken it");
        }
        assertThat(folder().configuration()).as("the other's").exists();
        assertThat(folder().leaseFile()).exists();
    }

    @Test
    void aClaimThatCameToNothingLeavesNothing() {
        claim().close();
        assertThat(folder().path()).doesNotExist();
    }
}
