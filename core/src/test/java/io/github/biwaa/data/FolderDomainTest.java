package io.github.biwaa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.list.AlikeNames;
import io.github.biwaa.golden.GoldenArrays;
import io.github.biwaa.samples.CapturedLog;
import io.github.biwaa.samples.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Domains that are folders. */
class FolderDomainTest {
    private static final List<String> CUP_AND_MUG = List.of("cup", "mug");

    @TempDir
    private Path folder;

    private PictureTree tree;

    @BeforeEach
    void makeTree() {
        tree = new PictureTree(folder);
    }

    private Pictures source() {
        return PictureReader.readSource(tree.location("source"), false);
    }

    private Pictures target() {
        return PictureReader.readTarget(tree.location("target"), CUP_AND_MUG, false);
    }

    private Pictures unlabelledTarget() {
        return PictureReader.readTarget(
                new DomainLocation(folder.resolve("target"), Optional.empty(), Optional.empty(), true, false),
                CUP_AND_MUG,
                false);
    }

    @Test
    void everyFolderIsAClass() {
        tree.with(
                "source/mug/b.png",
                "source/mug/a.JPG",
                "source/cup/deep/er/x.webp",
                "source/cup/z.jpeg",
                "source/Bed/1.bmp");
        Pictures source = source();
        assertThat(source.name()).isEqualTo("source");
        assertThat(source.classes()).containsExactly("Bed", "cup", "mug");
        assertThat(tree.relative(source))
                .containsExactly(
                        "source/Bed/1.bmp",
                        "source/cup/deep/er/x.webp",
                        "source/cup/z.jpeg",
                        "source/mug/a.JPG",
                        "source/mug/b.png");
        assertThat(source.labels()).containsExactly(0, 1, 1, 2, 2);
    }

    @Test
    void whatSystemsLeaveBehindIsNeitherClassNorPicture() {
        tree.with(
                "source/cup/a.jpg",
                "source/cup/Thumbs.db",
                "source/cup/@eaDir/a.jpg",
                "source/mug/a.tiff",
                "source/mug/b.ico",
                "source/mug/._a.jpg",
                "source/desktop.ini",
                "source/.DS_Store",
                "source/__MACOSX/cup/a.jpg",
                "source/$RECYCLE.BIN/a.jpg");
        assertThat(source().classes()).isEqualTo(CUP_AND_MUG);
        assertThat(tree.relative(source()))
                .containsExactly("source/cup/a.jpg", "source/mug/a.tiff", "source/mug/b.ico");
    }

    @Test
    void aPictureWithoutAnEndingIsToldByItsContent() throws IOException {
        tree.with("source/cup/a.jpg", "source/cup/README", "source/mug/a.jpg");
        Files.write(folder.resolve("source/mug/8f3a"), GoldenArrays.resource("pictures/grey.jpg"));
        assertThat(tree.relative(source())).containsExactly("source/cup/a.jpg", "source/mug/8f3a", "source/mug/a.jpg");
    }

    @Test
    void picturesThatCannotBeDecodedAreCountedByKind() {
        tree.with(
                "source/cup/a.jpg", "source/cup/b.HEIC", "source/mug/c.heif", "source/mug/d.avif", "source/mug/e.jpg");
        try (CapturedLog log = new CapturedLog(FolderLayout.class)) {
            assertThat(source().size()).isEqualTo(2);
            assertThat(log.messages(Level.WARN)).hasSize(2);
            assertThat(log.messages(Level.WARN).get(0))
                    .contains("left out 2 files of the kind HEIC")
                    .contains("magick mogrify -format jpg *.heic");
            assertThat(log.messages(Level.WARN).get(1)).contains("left out 1 file of the kind AVIF");
        }
    }

    @Test
    void whatIsKeptAmongPicturesIsNamedByItsKind() {
        tree.with("source/cup/a.jpg", "source/mug/a.jpg");
        tree.with("source/cup/b.CR2", "source/cup/c.dng", "source/cup/d.psd", "source/cup/e.jxl", "source/mug/f.svg");
        tree.with("source/mug/g.MOV", "source/mug/notes.txt");
        try (CapturedLog log = new CapturedLog(FolderLayout.class)) {
            assertThat(source().size()).isEqualTo(2);
            String warnings = String.join("\n", log.messages(Level.WARN));
            assertThat(warnings)
                    .contains("2 files of the kind RAW", "1 file of the kind PHOTOSHOP", "1 file of the kind JPEG_XL")
                    .contains("1 file of the kind SVG", "1 file of the kind VIDEO", "ffmpeg -i clip.mp4");
            assertThat(log.messages(Level.INFO)).singleElement().asString().contains("left out 1 file that is");
        }
    }

    @Test
    void namesThatAreAlikeAreSuggested() {
        List<String> classes = List.of("alarm_clock", "box", "glass", "laptop", "berry");
        assertThat(AlikeNames.suggestion(List.of("Laptops", "Alarm Clock", "sofa"), classes))
                .isEqualTo("Did you mean \"laptop\" by \"Laptops\", \"alarm_clock\" by \"Alarm Clock\"?");
        assertThat(AlikeNames.suggestion(List.of("boxes", "Glasses", "berries"), classes))
                .contains("\"box\"", "\"glass\"", "\"berry\"");
        assertThat(AlikeNames.suggestion(List.of("lap", "class"), classes)).isEmpty();
        tree.with("target/cup/a.jpg", "target/Mugs/b.jpg");
        assertThatThrownBy(this::target).hasMessageContaining("Did you mean \"mug\" by \"Mugs\"? Say which");
    }

    @Test
    void theOrderIsThatOfNamesAsStrings() {
        tree.with("source/a/2.jpg", "source/a/10.jpg", "source/a/B.jpg", "source/a/a.jpg", "source/b/1.jpg");
        assertThat(tree.relative(source()))
                .containsExactly(
                        "source/a/10.jpg", "source/a/2.jpg", "source/a/B.jpg", "source/a/a.jpg", "source/b/1.jpg");
    }

    @Test
    void hiddenAndOtherFilesAreLeftOutAndCounted() {
        tree.with(
                "source/cup/1.jpg",
                "source/cup/.2.jpg",
                "source/cup/notes.txt",
                "source/cup/jpg",
                "source/cup/scan.pdf");
        tree.with("source/mug/1.jpg", "source/mug/.hidden/2.jpg", "source/.git/3.jpg", "source/readme.md");
        try (CapturedLog log = new CapturedLog(FolderLayout.class)) {
            assertThat(tree.relative(source())).containsExactly("source/cup/1.jpg", "source/mug/1.jpg");
            assertThat(log.messages(Level.INFO)).singleElement().asString().contains("left out 4 files");
        }
    }

    @Test
    void picturesBesideClassFoldersAreLeftOutOfTheSourceWithAWarning() {
        tree.with("source/cup/1.jpg", "source/mug/1.jpg", "source/stray.jpg");
        try (CapturedLog log = new CapturedLog(PictureReader.class)) {
            assertThat(source().size()).isEqualTo(2);
            assertThat(log.messages(Level.WARN)).singleElement().asString().contains("1 pictures");
        }
    }

    @Test
    void aSourceNeedsTwoClassesWithPictures() {
        tree.with("source/cup/1.jpg");
        assertThatThrownBy(this::source).isInstanceOf(BiwaaException.class).hasMessageContaining("only the class cup");
        tree.withFolders("source/mug", "source/jar");
        assertThatThrownBy(this::source).hasMessageContaining("no picture of class jar, mug");
        assertThatThrownBy(() -> PictureReader.readSource(tree.location("none"), false))
                .hasMessageContaining("no folder or list");
        tree.with("flat/1.jpg");
        assertThatThrownBy(() -> PictureReader.readSource(tree.location("flat"), false))
                .hasMessageContaining("no sub-folders");
    }

    @Test
    void aFileOfClassNamesDecidesTheNumbers() {
        tree.with("source/cup/1.jpg", "source/mug/1.jpg");
        assertThat(sourceNamedBy("mug\ncup\n").labels()).containsExactly(0, 1);
        assertThat(tree.relative(sourceNamedBy("mug\ncup\n"))).containsExactly("source/mug/1.jpg", "source/cup/1.jpg");
        assertThatThrownBy(() -> sourceNamedBy("mug\n"))
                .hasMessageContaining("do not list: cup")
                .hasMessageContaining("classes.txt");
        assertThatThrownBy(() -> sourceNamedBy("mug\ncup\njar\n")).hasMessageContaining("no picture of class jar");
    }

    private Pictures sourceNamedBy(String classes) {
        Path file = tree.text("classes.txt", classes);
        return PictureReader.readSource(
                new DomainLocation(folder.resolve("source"), Optional.empty(), Optional.of(file), false, false), false);
    }

    @Test
    void aClassNameIsNoPath() {
        tree.with("source/cup/1.jpg", "source/mug/1.jpg", "secret/1.jpg");
        assertThatThrownBy(() -> sourceNamedBy("mug\ncup\n../secret\n" + folder.resolve("secret") + "\n"))
                .hasMessageContaining("no picture of class")
                .hasMessageContaining("../secret");
    }

    @Test
    void targetFoldersThatAreSourceClassesAreLabels() {
        tree.with("target/mug/1.jpg");
        Pictures target = target();
        assertThat(target.labels()).containsExactly(1);
        assertThat(target.classes()).isEqualTo(CUP_AND_MUG);
        tree.with("target/cup/1.jpg");
        assertThat(target().labels()).containsExactly(0, 1);
        assertThat(unlabelledTarget().labelled()).isFalse();
    }

    @Test
    void targetFoldersThatMeanNothingAreReadRecursively() {
        tree.with("target/2024-05-02/1.jpg", "target/2024-05-01/dcim/1.jpg", "target/top.jpg");
        Pictures target = target();
        assertThat(target.labelled()).isFalse();
        assertThat(target.classes()).isEqualTo(CUP_AND_MUG);
        assertThat(tree.relative(target))
                .containsExactly("target/2024-05-01/dcim/1.jpg", "target/2024-05-02/1.jpg", "target/top.jpg");
    }

    @Test
    void targetFoldersThatAreClassesInPartAreRefused() {
        tree.with("target/cup/1.jpg", "target/jar/1.jpg", "target/bed/1.jpg");
        assertThatThrownBy(this::target)
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("but not: bed, jar")
                .hasMessageContaining("target-unlabelled");
        assertThat(unlabelledTarget().size()).isEqualTo(3);
    }

    @Test
    void foldersOfNoClassMayBeKeptApart() {
        tree.with("target/cup/1.jpg", "target/jar/1.jpg", "target/bed/1.jpg", "target/mug/1.jpg");
        Pictures apart = PictureReader.readWithUnknown(tree.location("target"), CUP_AND_MUG, false);
        assertThat(apart.classes()).containsExactly("cup", "mug", "unknown");
        assertThat(tree.relative(apart))
                .containsExactly("target/cup/1.jpg", "target/mug/1.jpg", "target/bed/1.jpg", "target/jar/1.jpg");
        assertThat(apart.labels()).containsExactly(0, 1, 2, 2);
        tree.with("others/jar/1.jpg", "others/bed/1.jpg");
        assertThat(PictureReader.readWithUnknown(tree.location("others"), CUP_AND_MUG, false)
                        .labelled())
                .isFalse();
    }

    @Test
    void picturesBesideTheTargetsClassFoldersAreRefused() {
        tree.with("target/cup/1.jpg", "target/stray.jpg");
        assertThatThrownBy(this::target).hasMessageContaining("1 pictures beside");
        assertThat(unlabelledTarget().size()).isEqualTo(2);
    }

    @Test
    void aTargetMayBeOnePictureButNotNone() {
        tree.with("target/only.jpg");
        assertThat(target().size()).isEqualTo(1);
        tree.withFolders("empty", "classes/cup");
        assertThatThrownBy(() -> PictureReader.readTarget(tree.location("empty"), CUP_AND_MUG, false))
                .hasMessageContaining("has no pictures")
                .hasMessageContaining("webp");
        assertThatThrownBy(() -> PictureReader.readTarget(tree.location("classes"), CUP_AND_MUG, false))
                .hasMessageContaining("has no pictures");
        assertThatThrownBy(() -> PictureReader.readTarget(tree.location("target/only.jpg"), CUP_AND_MUG, false))
                .hasMessageContaining("is a picture");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksAreFollowedAndDeadOnesReported() throws IOException {
        tree.with("elsewhere/1.jpg", "source/cup/1.jpg");
        Files.createSymbolicLink(folder.resolve("source/mug"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("source/cup/dead.jpg"), folder.resolve("nothing.jpg"));
        Files.createSymbolicLink(folder.resolve("source/cup/dead"), folder.resolve("nothing"));
        // The dead picture is left to the decoder, which names or skips it.
        assertThat(tree.relative(source()))
                .containsExactly("source/cup/1.jpg", "source/cup/dead.jpg", "source/mug/1.jpg");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksThatLeadBackAreRefused() throws IOException {
        tree.with("target/a/1.jpg");
        Files.createSymbolicLink(folder.resolve("target/a/back"), folder.resolve("target"));
        assertThatThrownBy(this::target).isInstanceOf(BiwaaException.class).hasMessageContaining("leads back");
    }

    @Test
    void theSmallOffice10IsRead() {
        Path office = GoldenArrays.shared("data").resolve("office10");
        Pictures amazon = PictureReader.readSource(DomainLocation.of(office.resolve("amazon")), false);
        Pictures webcam =
                PictureReader.readTarget(DomainLocation.of(office.resolve("webcam")), amazon.classes(), false);
        assertThat(amazon.classes()).hasSize(10).isSorted();
        assertThat(webcam.labelled()).isTrue();
        assertThat(webcam.countPerClass()).doesNotContain(0);
    }

    /** Java puts this letter in place of what it cannot decode, and folders would become one. */
    @Test
    void folderNamesThatTheLocaleCannotDecodeAreRefused(@TempDir Path root) throws IOException {
        assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "file names are not in UTF-8 here: skipped");
        Files.createDirectories(root.resolve("\uFFFD\uFFFD"));
        assertThatThrownBy(() -> PictureLists.foldersIn(root))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("cannot be read in this locale")
                .hasMessageContaining("LC_ALL=C.UTF-8");
    }
}
