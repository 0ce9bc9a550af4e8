package io.github.biwaa.data;

import static io.github.biwaa.data.ListDomainTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the paths of a list are relative to, and that they stay there. */
class ListPathsTest {
    private static final List<String> CUP_AND_MUG = List.of("cup", "mug");

    @TempDir
    private Path folder;

    private PictureTree tree;

    @BeforeEach
    void makeTree() {
        tree = new PictureTree(folder).with("cup/1.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside/1.jpg", "cup/../../outside/1.jpg", "cup/../cup/1.jpg", "/outside/1.jpg"})
    void pathsOutsideTheRootAreRefused(String path) {
        tree.with("outside/1.jpg", "inside/cup/1.jpg");
        String absolute = path.startsWith("/") ? folder.toAbsolutePath() + path : path;
        Path list = tree.text("inside/list.txt", absolute + "\n");
        assertRefused(
                () -> PictureReader.readTarget(DomainLocation.of(list), CUP_AND_MUG, true),
                "list.txt, line 1",
                "allow-outside-root");
        DomainLocation allowed = new DomainLocation(list, Optional.empty(), Optional.empty(), false, true);
        assertThat(PictureReader.readTarget(allowed, CUP_AND_MUG, false).files())
                .allMatch(Files::isRegularFile);
    }

    @ParameterizedTest
    @CsvSource({
        "/home/bob/data/cup/1.jpg 0, /home/bob/data",
        "/home/bob/data/cup/1.jpg 0, /home/bob/data/",
        "C:\\Users\\bob\\cup\\1.jpg 0, C:\\Users\\bob",
        "'\"D:\\data\\cup\\1.jpg\",0', D:/data",
        "data/set/cup/1.jpg 0, data/set",
    })
    void theBeginningOfPathsFromAnotherMachineIsTakenOff(String line, String prefix) {
        tree.with("inside/cup/1.jpg");
        Path list = tree.text("inside/list.txt", line + "\n");
        DomainLocation stripped = DomainLocation.of(list).withStripPrefix(Optional.of(prefix));
        assertThat(PictureReader.readTarget(stripped, CUP_AND_MUG, false).files())
                .containsExactly(folder.resolve("inside/cup/1.jpg"));
        if (!line.startsWith("data")) {
            assertRefused(
                    () -> PictureReader.readTarget(DomainLocation.of(list), CUP_AND_MUG, false),
                    "list.txt, line 1",
                    "strip-prefix to " + prefix.replace('\\', '/').replaceAll("/$", ""));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksInsideTheRootAreFollowed() throws IOException {
        tree.with("outside/1.jpg", "inside/cup/1.jpg");
        Files.createSymbolicLink(folder.resolve("inside/mug"), folder.resolve("outside"));
        Path list = tree.text("inside/list.txt", "cup/1.jpg 0\nmug/1.jpg 1\n");
        assertThat(PictureReader.readSource(DomainLocation.of(list), false).classes())
                .isEqualTo(CUP_AND_MUG);
    }

    @Test
    void theRootMayBeElsewhere() {
        Path list = tree.text("lists/list.txt", "1.jpg\n");
        DomainLocation location =
                new DomainLocation(list, Optional.of(folder.resolve("cup")), Optional.empty(), false, false);
        assertThat(tree.relative(PictureReader.readTarget(location, CUP_AND_MUG, false)))
                .containsExactly("cup/1.jpg");
        DomainLocation wrong =
                new DomainLocation(list, Optional.of(folder.resolve("no")), Optional.empty(), false, false);
        assertRefused(() -> PictureReader.readTarget(wrong, CUP_AND_MUG, false), "there is no folder", "list.txt");
    }

    @ParameterizedTest
    @CsvSource({
        "file:///data/cup/1.jpg 0, without file://",
        "https://example.org/cup/1.jpg, download the pictures first",
        "s3://bucket/cup/1.jpg 0, download the pictures first",
        "~/data/cup/1.jpg 0, only a shell replaces",
        "0 cup/1.jpg, stands before the path",
    })
    void pathsThatAreNoneAreRefusedWithTheRemedy(String line, String remedy) {
        Path list = tree.text("list.txt", line + "\n");
        assertRefused(
                () -> PictureReader.readTarget(DomainLocation.of(list), CUP_AND_MUG, false),
                "list.txt, line 1",
                remedy);
    }

    @Test
    void aNumberMayBeginTheNameOfAFolderOrAPicture() {
        tree.with("1 cup/2 cup.jpg");
        Path list = tree.text("list.txt", "1 cup/2 cup.jpg\n");
        assertThat(PictureReader.readTarget(DomainLocation.of(list), CUP_AND_MUG, false)
                        .files())
                .containsExactly(folder.resolve("1 cup/2 cup.jpg"));
    }

    @Test
    void quotationMarksAroundAPathAreTakenOff() {
        tree.with("cup/a b.jpg");
        Path list = tree.text("list.txt", "\"cup/a b.jpg\" 0\n\"cup/1.jpg\" 0\n");
        assertThat(PictureReader.readTarget(DomainLocation.of(list), CUP_AND_MUG, false)
                        .files())
                .containsExactly(folder.resolve("cup/a b.jpg"), folder.resolve("cup/1.jpg"));
    }

    @Test
    void aCompressedListIsRefusedAsSuch() throws IOException {
        Path list = folder.resolve("list.txt");
        try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(list))) {
            file.write("cup/1.jpg 0".getBytes(StandardCharsets.UTF_8));
        }
        assertRefused(
                () -> PictureReader.readTarget(DomainLocation.of(list), CUP_AND_MUG, false),
                "list.txt",
                "gzip",
                "Unpack it first");
    }
}
