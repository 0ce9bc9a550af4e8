package io.github.biwaa.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    @Test
    void twoDraftsNeverShareAName() {
        Path file = folder.resolve("report.html");
        List<Path> drafts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            AtomicFile.write(file, draft -> {
                drafts.add(draft);
                assertThat(AtomicFile.nameOfDraft(draft)).contains("report.html");
                Files.writeString(draft, "text");
            });
        }
        assertThat(drafts).doesNotHaveDuplicates().allSatisfy(draft -> assertThat(draft)
                .doesNotExist());
        assertThat(file).hasContent("text");
    }

    @Test
    void aLinkIsReplacedAndWhatItPointsToIsNot() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "my own");
        Path file = Files.createSymbolicLink(folder.resolve("report.html"), notes);
        Files.createSymbolicLink(folder.resolve("report.html.draft"), notes);
        AtomicFile.writeText(file, "text");
        assertThat(notes).hasContent("my own");
        assertThat(file).hasContent("text");
        assertThat(Files.isSymbolicLink(file)).isFalse();
    }

    @Test
    void whatAKillLeftIsDeletedOnceItIsOld() throws IOException {
        Path file = folder.resolve("a.json");
        Path old = Files.writeString(AtomicFile.draftOf(file), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path ofAnotherWriter = Files.writeString(AtomicFile.draftOf(file), "half");
        Path ofAnotherFile = Files.writeString(AtomicFile.draftOf(folder.resolve("b.json")), "half");
        Files.setLastModifiedTime(ofAnotherFile, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        AtomicFile.writeText(file, "whole");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(file, ofAnotherWriter, ofAnotherFile);
        }
    }

    @Test
    void namesMayBeAsLongAsTheSystemAllows() {
        Path file = folder.resolve("ü".repeat(120) + ".txt");
        AtomicFile.writeText(file, "text");
        assertThat(file).hasContent("text");
    }

    @Test
    void aFailureLeavesNothingButWhatWasThere() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "before");
        assertThatThrownBy(() -> AtomicFile.write(file, draft -> {
                    Files.writeString(draft, "half");
                    throw new IOException("no space left");
                }))
                .hasMessage("cannot write " + file + ": no space left.");
        assertThat(file).hasContent("before");
        assertThat(folder.toFile().list()).containsExactly("a.json");
    }
}
