package io.github.biwaa.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.model.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFoldersTest {
    @TempDir
    private Path folder;

    private static Prediction of(String className) {
        return new Prediction(List.of(className), new double[] {1});
    }

    @Test
    void whatIsUnsureGetsAFolderOfItsOwn() throws IOException {
        Path picture = Files.writeString(folder.resolve("a.png"), "content");
        List<String> classes = List.of("mug", "unsure");
        ClassFolders folders = new ClassFolders(folder.resolve("sorted"), classes, Optional.of(Sureness.atLeast(0.7)));
        assertThat(folders.copy(picture, new Prediction(classes, new double[] {0.7, 0.3})))
                .isEqualTo(folder.resolve("sorted/mug/a.png"));
        assertThat(folders.copy(picture, new Prediction(classes, new double[] {0.31, 0.69})))
                .isEqualTo(folder.resolve("sorted/unsure-2/a.png"));
        assertThat(folders.copy(picture, new Prediction(classes, new double[] {0.1, 0.9})))
                .isEqualTo(folder.resolve("sorted/unsure/a.png"));
    }

    @Test
    void whatIsUnknownGetsAnotherFolder() throws IOException {
        Path picture = Files.writeString(folder.resolve("a.png"), "content");
        List<String> classes = List.of("mug", "lamp");
        ClassFolders folders = new ClassFolders(
                folder.resolve("sorted"), classes, Optional.of(new Sureness(Sureness.Measure.SIMILARITY, 0.4, true)));
        assertThat(folders.copy(picture, new Prediction(classes, new double[] {0.5, 0.5}, 0.4)))
                .isEqualTo(folder.resolve("sorted/mug/a.png"));
        assertThat(folders.copy(picture, new Prediction(classes, new double[] {0.9, 0.1}, 0.39)))
                .isEqualTo(folder.resolve("sorted/unknown/a.png"));
    }

    @Test
    void aProbabilityThatIsNoneIsRefused() {
        for (double wrong : new double[] {0, -1, 1.01, 70, Double.NaN}) {
            assertThatThrownBy(() -> Sureness.atLeast(wrong)).hasMessageContaining("min-probability: " + wrong);
        }
    }

    /** Names of classes come from files and folders of others. */
    @Test
    void noClassNameLeadsOutOfTheFolder() throws IOException {
        Path picture = Files.writeString(folder.resolve("a.png"), "content");
        Path root = folder.resolve("inner/sorted");
        List<String> hostile =
                List.of("../../up", "..", ".", "", "/etc", "a/b", "a_b", "A_B", "C:\\x", "line\nfeed", "_");
        ClassFolders folders = new ClassFolders(root, hostile, Optional.empty());
        List<Path> copies =
                hostile.stream().map(name -> folders.copy(picture, of(name))).toList();
        assertThat(copies).doesNotHaveDuplicates().allSatisfy(copy -> {
            assertThat(copy.getParent().getParent()).isEqualTo(root);
            assertThat(copy.toRealPath()).startsWith(root.toRealPath());
            assertThat(copy.getFileName()).hasToString("a.png");
            assertThat(copy).hasContent("content");
        });
        assertThat(copies.stream()
                        .map(copy -> copy.getParent().getFileName().toString().toLowerCase()))
                .doesNotHaveDuplicates();
        assertThat(folder.resolve("up")).doesNotExist();
    }

    @Test
    void takenNamesGetASuffix() throws IOException {
        Path picture = Files.writeString(folder.resolve("noending"), "content");
        ClassFolders folders = new ClassFolders(folder.resolve("sorted"), List.of("mug"), Optional.empty());
        assertThat(folders.copy(picture, of("mug")).getFileName()).hasToString("noending");
        assertThat(folders.copy(picture, of("mug")).getFileName()).hasToString("noending-2");
        Files.createSymbolicLink(folder.resolve("sorted/mug/noending-3"), folder.resolve("nowhere"));
        assertThat(folders.copy(picture, of("mug")).getFileName()).hasToString("noending-4");
        assertThat(folder.resolve("nowhere")).doesNotExist();
        assertThat(folder.resolve("sorted/mug").toFile().list()).hasSize(4);
    }

    @Test
    void nothingIsCopiedThroughLinks() throws IOException {
        Path picture = Files.writeString(folder.resolve("a.png"), "content");
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path root = Files.createDirectories(folder.resolve("sorted"));
        Files.createSymbolicLink(root.resolve("mug"), elsewhere);
        ClassFolders folders = new ClassFolders(root, List.of("mug", "cup"), Optional.empty());
        assertThatThrownBy(() -> folders.copy(picture, of("mug"))).hasMessageContaining("is a symbolic link");
        assertThat(elsewhere).isEmptyDirectory();
        Path notes = Files.writeString(folder.resolve("notes.txt"), "my own");
        Files.createDirectories(root.resolve("cup"));
        Files.createSymbolicLink(root.resolve("cup/.copy.draft"), notes);
        assertThat(folders.copy(picture, of("cup"))).hasContent("content");
        assertThat(notes).hasContent("my own");
    }

    @Test
    void failuresNameBothPlaces() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        ClassFolders folders = new ClassFolders(file, List.of("mug"), Optional.empty());
        assertThatThrownBy(() -> folders.copy(file, of("mug")))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("cannot copy " + file)
                .hasMessageContaining("mug");
    }
}
