package io.github.biwaa.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.ExclusiveLock;
import io.github.biwaa.file.Lease;
import io.github.biwaa.file.LeaseTerms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run folder may come from somebody else, with links to files of one's own in it. */
@SuppressWarnings("try") // the lock is held, not used
class RunFolderLinksTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".lock",
                ".lease",
                "config.yaml",
                "summary.json",
                "provenance.json",
                "run-0",
                "run-0/metrics.csv",
                "run-0/scores.npy",
                "run-0/model",
                "run-0/checkpoint",
                "run-0/checkpoint/step-2.json",
                "run-12/model/weights.safetensors"
            })
    void noTrainingWritesThroughALink(String name) throws IOException {
        Path notes = Files.writeString(home.resolve("notes.txt"), "my own");
        RunFolder folder = new RunFolder(home.resolve("run"));
        Path link = folder.path().resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, notes);
        assertThatThrownBy(() -> folder.check(RunFolder.Existing.RESUME))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(link + " is a symbolic link");
        assertThat(notes).hasContent("my own");
    }

    @Test
    void noLockNorMetricsAreWrittenThroughALink() throws IOException {
        Path notes = Files.writeString(home.resolve("notes.txt"), "my own");
        Path link = Files.createSymbolicLink(home.resolve("link"), notes);
        assertThatThrownBy(() -> ExclusiveLock.acquireOrRefuse(link, "it")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new MetricsFile(link, 0)).isInstanceOf(BiwaaException.class);
        assertThat(notes).hasContent("my own");
    }

    /** The folder itself, and those around it, are the user's choice. */
    @Test
    void aLinkToTheFolderIsFollowed() throws IOException {
        Path disk = Files.createDirectories(home.resolve("disk"));
        RunFolder folder = new RunFolder(Files.createSymbolicLink(home.resolve("run"), disk));
        folder.check(RunFolder.Existing.REFUSE);
        folder.writeConfiguration("iterations: 1\n");
        assertThat(disk.resolve("config.yaml")).exists();
    }

    @Test
    void draftsOfAKilledTrainingGoWithItsLock() throws IOException {
        RunFolder folder = new RunFolder(home);
        Path own = AtomicFile.draftOf(home.resolve("summary.json"));
        Path inside = AtomicFile.draftOf(folder.model(0).resolve("weights.safetensors"));
        Path report = AtomicFile.draftOf(home.resolve("report.html"));
        for (Path draft : new Path[] {own, inside, report}) {
            Files.createDirectories(draft.getParent());
            Files.writeString(draft, "half");
        }
        try (Lease lease = folder.lock(LeaseTerms.STANDARD)) {
            assertThat(own).doesNotExist();
            assertThat(inside).doesNotExist();
            assertThat(report).as("a report may be being written").exists();
        }
    }
}
