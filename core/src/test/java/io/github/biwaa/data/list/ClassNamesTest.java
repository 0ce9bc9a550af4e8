package io.github.biwaa.data.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassNamesTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("classes.txt"), text);
    }

    private static List<String> fromFolders(int[] labels, String... files) {
        return ClassNames.fromFolders(Stream.of(files).map(Path::of).toList(), labels);
    }

    @Test
    void readsOneNamePerLine() throws IOException {
        assertThat(ClassNames.read(file("\uFEFFAlarm Clock\r\n\r\n# comment\r\n  Kühlschrank\t\r\nTV")))
                .containsExactly("Alarm Clock", "Kühlschrank", "TV");
    }

    @Test
    void refusesRepeatedNamesAndEmptyOrUnreadableFiles() throws IOException {
        assertThatThrownBy(() -> ClassNames.read(file("cup\nmug\n\ncup\n")))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("classes.txt, line 4")
                .hasMessageContaining("in line 1 already");
        assertThatThrownBy(() -> ClassNames.read(file("\n#\n"))).hasMessageContaining("is empty");
        assertThatThrownBy(() -> ClassNames.read(folder.resolve("none.txt"))).hasMessageContaining("no such file");
        Files.write(folder.resolve("latin.txt"), "Kühlschrank".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ClassNames.read(folder.resolve("latin.txt"))).hasMessageContaining("UTF-8");
    }

    @Test
    void namesClassesByTheirFolders() {
        assertThat(fromFolders(new int[] {1, 0, 1}, "art/mug/1.jpg", "art/cup/1.jpg", "real/mug/2.jpg"))
                .containsExactly("cup", "mug");
    }

    @Test
    void namesClassesOfMixedFoldersByNumber() {
        assertThat(fromFolders(new int[] {0, 0, 1, 2}, "cup/1.jpg", "mug/2.jpg", "mug/1.jpg", "jar/1.jpg"))
                .containsExactly("0", "mug", "jar");
        assertThat(fromFolders(new int[] {0, 1}, "all/1.jpg", "all/2.jpg")).containsExactly("0", "1");
        assertThat(fromFolders(new int[] {0, 2}, "1.jpg", "cup/2.jpg")).containsExactly("0", "1", "cup");
    }

    @Test
    void neverNamesTwoClassesAlike() {
        assertThat(fromFolders(new int[] {0, 0, 1}, "a/1.jpg", "b/1.jpg", "0/1.jpg"))
                .containsExactly("0", "1");
    }
}
