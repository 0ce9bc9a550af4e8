package io.github.biwaa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.list.ListFileReader;
import io.github.biwaa.data.list.ListNumbering;
import io.github.biwaa.golden.GoldenArrays;
import io.github.biwaa.samples.CapturedLog;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.setting.SampleKind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Domains that are list files. */
class ListDomainTest {
    private static final List<String> CUP_AND_MUG = List.of("cup", "mug");

    @TempDir
    private Path folder;

    private PictureTree tree;

    @BeforeEach
    void makeTree() {
        tree = new PictureTree(folder)
                .with("cup/1.jpg", "cup/2.jpg", "mug/1.jpg", "mug/2.jpg", "mug/my mug 2.jpg", "x/1.jpg", "x/2.jpg");
    }

    private Pictures source(String list) {
        return PictureReader.readSource(DomainLocation.of(tree.text("list.txt", list)), false);
    }

    private Pictures target(String list) {
        return PictureReader.readTarget(DomainLocation.of(tree.text("list.txt", list)), CUP_AND_MUG, false);
    }

    static void assertRefused(ThrowingCallable reading, String... parts) {
        assertThatThrownBy(reading).isInstanceOf(BiwaaException.class).hasMessageContainingAll(parts);
    }

    @Test
    void linesArePathAndClassNumber() {
        Pictures source = source("\uFEFF# the list\r\n"
                + "mug/my mug 2.jpg\t1\r\n\r\n"
                + "  cup/1.jpg   0 \r\n"
                + "./mug/1.jpg 1\r\n"
                + "#cup/9.jpg 0\r\n"
                + "cup/2.jpg 00");
        assertThat(source.name()).isEqualTo("list");
        assertThat(tree.relative(source)).containsExactly("mug/my mug 2.jpg", "cup/1.jpg", "mug/1.jpg", "cup/2.jpg");
        assertThat(source.labels()).containsExactly(1, 0, 1, 0);
        assertThat(source.classes()).isEqualTo(CUP_AND_MUG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mug/1.jpg 12 1", "mug/1.txt 1", "mug/1 1", "1", "mug/.jpg 1"})
    void whatDoesNotEndLikeAPictureIsRefusedWithItsLine(String line) {
        assertRefused(() -> source("cup/1.jpg 0\n\n" + line + "\n"), "list.txt, line 3", "does not end like a picture");
    }

    @ParameterizedTest
    @CsvSource({
        "mug/1.jpg one, one",
        "mug/1.jpg 1.5, 1.5",
        "mug/1.jpg #1, #1",
        "'mug/1.jpg,mug', mug",
        "'mug/1.jpg; mug', mug"
    })
    void aLabelThatIsNoNumberIsNamed(String line, String label) {
        assertRefused(
                () -> source("cup/1.jpg 0\n\n" + line + "\n"),
                "list.txt, line 3",
                "the label is \"" + label + "\"",
                "a folder per class");
    }

    @Test
    void skippingGoesOnPastLinesThatNameNoPictureAndPastMissingOnes() {
        Path list = tree.text("list.txt", "cup/1.jpg 0\nmug/1.jpg 12 1\nmug/missing.jpg 1\n");
        try (CapturedLog log = new CapturedLog(ListFileReader.class)) {
            Pictures source = PictureReader.readSource(DomainLocation.of(list), true);
            assertThat(tree.relative(source)).containsExactly("cup/1.jpg", "mug/missing.jpg");
            assertThat(log.messages(Level.WARN)).singleElement().asString().contains("list.txt, line 2");
        }
    }

    @ParameterizedTest
    @CsvSource({"-1", "+-1", "100000", "99999999999999999999"})
    void impossibleNumbersAreRefused(String number) {
        assertRefused(() -> source("cup/1.jpg 0\nmug/1.jpg " + number + "\n"), "list.txt, line 2");
    }

    @Test
    void aSourceNeedsANumberInEveryLine() {
        assertRefused(() -> source("cup/1.jpg\nmug/1.jpg\n"), "has no labels", "class number in every line");
        assertRefused(() -> source("cup/1.jpg 0\nmug/1.jpg\n"), "line 2: no class number", "in every line or in none");
        assertRefused(() -> source("cup/1.jpg\nmug/1.jpg 1\n"), "line 2: a class number");
        assertRefused(() -> source("\n# nothing\n"), "names no picture");
    }

    @Test
    void aSourceNeedsTwoClassesWithoutGaps() {
        assertRefused(() -> source("cup/1.jpg 0\n"), "only the class cup");
    }

    @Test
    void numbersMayBeginAtOne() {
        Pictures source = source("mug/1.jpg 2\ncup/1.jpg 1\n");
        assertThat(source.classes()).isEqualTo(CUP_AND_MUG);
        assertThat(source.labels()).containsExactly(1, 0);
        assertThat(target("mug/1.jpg 2\n").labels()).containsExactly(1);
        assertThat(target("cup/1.jpg 1\n").labels()).containsExactly(0);
        assertThat(target("x/1.jpg 1\nx/2.jpg 2\n").labels()).containsExactly(0, 1);
        // Names that are numbers mean themselves.
        assertThat(source("x/1.jpg 1\nx/2.jpg 2\n").classes()).containsExactly("1", "2");
        assertThat(PictureReader.readTarget(
                                DomainLocation.of(tree.text("list.txt", "x/1.jpg 1\n")), List.of("1", "2"), false)
                        .labels())
                .containsExactly(0);
    }

    @Test
    void numbersMayLeaveOthersOut() {
        try (CapturedLog log = new CapturedLog(ListNumbering.class)) {
            Pictures source = source("cup/1.jpg 3\nmug/1.jpg 7\nmug/2.jpg 7\n");
            assertThat(source.classes()).isEqualTo(CUP_AND_MUG);
            assertThat(source.labels()).containsExactly(0, 1, 1);
            assertThat(log.messages(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains("6 class numbers up to 7 do not occur, such as 0; there are 2 classes");
        }
        assertThat(target("mug/1.jpg 7\ncup/1.jpg 3\n").labels()).containsExactly(1, 0);
        assertThat(source("x/1.jpg 0\nx/2.jpg 2\n").classes()).containsExactly("0", "2");
        assertThat(PictureReader.readTarget(
                                DomainLocation.of(tree.text("list.txt", "x/1.jpg 2\n")), List.of("0", "2"), false)
                        .labels())
                .containsExactly(1);
    }

    @Test
    void minusOneMeansNoClass() {
        assertThat(target("mug/1.jpg -1\ncup/1.jpg -1\n").labelled()).isFalse();
        assertRefused(() -> source("mug/1.jpg -1\ncup/1.jpg -1\n"), "has no labels");
        assertRefused(() -> target("mug/1.jpg 1\ncup/1.jpg -1\n"), "line 2: the class number is -1, which means none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path,label\ncup/1.jpg,0\nmug/1.jpg,1\n",
                "cup/1.jpg,0\nmug/1.jpg,1\n",
                "cup/1.jpg; 0\nmug/1.jpg; 1\n",
                "label,image\n0,cup/1.jpg\n1,mug/1.jpg\n",
                "0,cup/1.jpg\n1,mug/1.jpg\n",
                "\"cup/1.jpg\",0\n\"mug/1.jpg\",1\n",
                ",path,label\n0,cup/1.jpg,0\n1,mug/1.jpg,1\n",
                "cup\\1.jpg 0\nmug\\1.jpg 1\n",
                "cup\\1.jpg,0\r\nmug\\1.jpg,1\r\n"
            })
    void tablesAndBackslashesAreRead(String text) {
        for (String name : List.of("list.txt", "list.csv")) {
            DomainLocation location = DomainLocation.of(tree.text(name, text));
            Pictures source = PictureReader.readSource(location, false);
            assertThat(tree.relative(source)).containsExactly("cup/1.jpg", "mug/1.jpg");
            assertThat(source.labels()).containsExactly(0, 1);
            assertThat(location.kind()).isEqualTo(SampleKind.PICTURES);
        }
    }

    @Test
    void classNamesInATableAreRefused() {
        assertRefused(() -> source("path,label\ncup/1.jpg,0\nmug/1.jpg,mug\n"), "line 3: the label is \"mug\"");
    }

    @Test
    void aTableOfNumbersIsNoList() {
        assertThat(DomainLocation.of(tree.text("x.csv", "0.1,0.2\n1,2\n")).kind())
                .isEqualTo(SampleKind.EMBEDDINGS);
        assertThat(DomainLocation.of(tree.text("x.csv", "f0,f1,label\n1,2,mug\n"))
                        .kind())
                .isEqualTo(SampleKind.EMBEDDINGS);
    }

    @ParameterizedTest
    @CsvSource({
        "x.h5,HDF5",
        "X.PT,PyTorch",
        "x.pkl,pickle",
        "x.parquet,to_csv",
        "x.xlsx,Save it as CSV",
        "x.zip,Unpack",
        "x.tar.gz,Unpack",
        "model.safetensors.index.json,split into parts"
    })
    void filesOfOtherKindsAreRefusedWithARemedy(String name, String remedy) {
        tree.text(name, "\u0001\u0002");
        assertRefused(() -> PictureReader.readSource(tree.location(name), false), name + " is ", remedy, ".npy, .npz");
    }

    @Test
    void swappedFoldersAreRefused() {
        tree.with("plain/1.jpg", "classes/cup/1.jpg", "classes/mug/1.jpg");
        assertRefused(
                () -> DomainReader.read(tree.location("plain"), tree.location("classes"), false),
                "has no sub-folders",
                "are source and target swapped?");
        try (CapturedLog log = new CapturedLog(DomainReader.class)) {
            DomainReader.read(tree.location("classes"), tree.location("classes"), false)
                    .close();
            assertThat(log.messages(Level.WARN)).singleElement().asString().contains("are the same folder");
        }
    }

    @Test
    void classNamesComeFromTheFileThatIsGiven() {
        Path list = tree.text("list.txt", "cup/1.jpg 0\nmug/1.jpg 1\n");
        assertThat(sourceNamedBy(list, "small\nlarge\n").classes()).containsExactly("small", "large");
        assertRefused(
                () -> sourceNamedBy(list, "cup\n"), "list.txt, line 2", "class number is 1", "there are 1 classes");
        assertRefused(() -> sourceNamedBy(list, "cup\nmug\njar\n"), "no picture of class jar");
        assertRefused(() -> sourceNamedBy(list, "mug\ncup\n"), "list.txt, line 1", "\"mug\"", "folders called \"cup\"");
    }

    private Pictures sourceNamedBy(Path list, String classes) {
        Path file = tree.text("classes.txt", classes);
        return PictureReader.readSource(
                new DomainLocation(list, Optional.empty(), Optional.of(file), false, false), false);
    }

    @Test
    void aTargetListMayDoWithoutNumbers() {
        Pictures target = target("mug/1.jpg\ncup/1.jpg\n");
        assertThat(target.labelled()).isFalse();
        assertThat(target.classes()).isEqualTo(CUP_AND_MUG);
        assertThat(target("mug/1.jpg 1\n").labels()).containsExactly(1);
    }

    @Test
    void theTargetsNumbersMustBeTheSources() {
        assertRefused(
                () -> target("cup/1.jpg 0\nx/1.jpg 2\n"),
                "list.txt, line 2",
                "there are 2 classes",
                "set target-unlabelled");
        assertRefused(
                () -> target("cup/1.jpg 0\nmug/1.jpg 0\ncup/2.jpg 1\n"), "list.txt, line 3", "number is 1", "\"cup\"");
        Path list = tree.text("list.txt", "cup/1.jpg 7\n");
        DomainLocation unlabelled = new DomainLocation(list, Optional.empty(), Optional.empty(), true, false);
        assertThat(PictureReader.readTarget(unlabelled, CUP_AND_MUG, false).labelled())
                .isFalse();
        // Folders that are no source classes say nothing about numbers.
        assertThat(PictureReader.readTarget(
                                DomainLocation.of(tree.text("list.txt", "cup/1.jpg 1\n")), List.of("a", "b"), false)
                        .labels())
                .containsExactly(1);
    }

    @Test
    void missingPicturesAreNamedWithTheirLines() {
        StringBuilder lines = new StringBuilder("cup/1.jpg 0\nmug/1.jpg 1\n");
        for (int i = 0; i < 20; i++) {
            lines.append("mug/none").append(i).append(".jpg 1\n");
        }
        assertRefused(
                () -> source(lines.toString()), "line 3: ", "none0.jpg", "line 10: ", "and 12 more", "skip-broken");
        tree.withFolders("mug/folder.jpg");
        assertRefused(() -> source("cup/1.jpg 0\nmug/folder.jpg 1\n"), "line 2: ");
    }

    @Test
    void repeatedLinesAreKeptWithAWarning() {
        try (CapturedLog log = new CapturedLog(ListFileReader.class)) {
            Pictures source = source("cup/1.jpg 0\nmug/1.jpg 1\ncup/1.jpg 0\n./cup/1.jpg 1\n");
            assertThat(source.labels()).containsExactly(0, 1, 0, 1);
            assertThat(log.messages(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains("2 lines", "1 of them with another class number", "in lines 1 and 4");
        }
    }

    @Test
    void onlyTextInUtf8IsRead() throws IOException {
        Path list = folder.resolve("list.txt");
        Files.write(list, "cup/1.jpg 0\nmug/Kühl.jpg 1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(() -> PictureReader.readSource(DomainLocation.of(list), false), "list.txt", "UTF-8");
        Files.write(list, "cup/1.jpg 0\nmug/1.jpg 1\n".getBytes(StandardCharsets.UTF_16LE));
        assertRefused(() -> PictureReader.readSource(DomainLocation.of(list), false), "list.txt", "UTF-8");
        assertRefused(() -> source("cup/1.jpg 0\nmug/\0.jpg 1\n"), "list.txt, line 2", "is not a path");
    }

    @Test
    @Tag("machine")
    void aMillionLinesTakeSeconds() throws IOException {
        int lines = 1_000_000;
        int pictures = 1000;
        for (int i = 0; i < pictures; i++) {
            tree.with("many/" + i % 10 + "/picture" + i + ".jpg");
        }
        Path list = folder.resolve("many.txt");
        try (BufferedWriter writer = Files.newBufferedWriter(list)) {
            for (int i = 0; i < lines; i++) {
                int picture = i % pictures;
                writer.write("many/" + picture % 10 + "/picture" + picture + ".jpg " + picture % 10 + "\n");
            }
        }
        Assertions.assertTimeout(Duration.ofSeconds(30), () -> {
            Pictures source = PictureReader.readSource(DomainLocation.of(list), false);
            assertThat(source.size()).isEqualTo(lines);
            assertThat(source.countPerClass()).containsOnly(lines / 10);
        });
    }

    @Test
    void thePublishedListsAreRead() throws IOException {
        Path lists = GoldenArrays.shared("reference").resolve("lists");
        assertThat(published(lists, "OfficeHome/Clipart.txt").classes())
                .hasSize(65)
                .startsWith("Alarm_Clock", "Backpack");
        assertThat(published(lists, "OfficeHome/Product.txt").size()).isEqualTo(4439);
        assertThat(published(lists, "Office31/amazon.txt").size()).isEqualTo(2817);
        assertThat(published(lists, "Office31/dslr.txt").classes()).hasSize(31).isSorted();
        Pictures real = published(lists, "DomainNet/real_train_mini.txt");
        assertThat(real.size()).isEqualTo(16141);
        assertThat(PictureReader.readTarget(
                                DomainLocation.of(lists.resolve("DomainNet/sketch_train_mini.txt")),
                                real.classes(),
                                true)
                        .size())
                .isEqualTo(5537);
        Path art = lists.resolve("OfficeHome/Art.txt");
        assertRefused(
                () -> PictureReader.readSource(DomainLocation.of(art), false),
                "Art.txt, line 1596",
                "Art/Mouse/00018.jpg 12");
        assertThat(published(lists, "OfficeHome/Art.txt").size()).isEqualTo(2426);
    }

    private static Pictures published(Path lists, String name) {
        return PictureReader.readSource(DomainLocation.of(lists.resolve(name)), true);
    }
}
