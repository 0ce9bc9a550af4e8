package io.github.biwaa.report.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.LabelTable;
import io.github.biwaa.data.LabelTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewLabelsTest {
    private static final List<String> CLASSES = List.of("mug, large", "laptop");

    @TempDir
    private Path folder;

    @Test
    void aLabelIsOnTheDiskAtOnceAndKeepsItsPlace() {
        ReviewLabels labels = new ReviewLabels(folder, CLASSES);
        assertThat(labels.read()).isEmpty();
        labels.put(new Row(0, "a/1.jpg", 0, true));
        labels.put(new Row(0, "b, c.jpg", LabelTable.NONE, true));
        labels.put(new Row(0, "a/1.jpg", 1, true));
        assertThat(new ReviewLabels(folder, CLASSES).read())
                .containsExactly(new Row(2, "a/1.jpg", 1, true), new Row(3, "b, c.jpg", LabelTable.NONE, true));
        assertThat(folder.resolve(LabelTable.FILE))
                .hasContent("path,label,class,chosen\na/1.jpg,1,laptop,random\n\"b, c.jpg\",-1,,random\n");
    }

    /** Two writers that know nothing of each other, as two processes would be. */
    @Test
    void writersLoseNothingOfEachOther() {
        List<CompletableFuture<Void>> writers = Stream.of("a", "b")
                .map(writer -> CompletableFuture.runAsync(() -> {
                    ReviewLabels labels = new ReviewLabels(folder, CLASSES);
                    for (int i = 0; i < 25; i++) {
                        labels.put(new Row(0, writer + i + ".png", i % 2, false));
                    }
                }))
                .toList();
        writers.forEach(CompletableFuture::join);
        assertThat(new ReviewLabels(folder, CLASSES).read())
                .extracting(Row::path)
                .containsExactlyInAnyOrderElementsOf(Stream.of("a", "b")
                        .flatMap(writer -> IntStream.range(0, 25).mapToObj(i -> writer + i + ".png"))
                        .toList());
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "path,label\n");
        Files.createSymbolicLink(folder.resolve(LabelTable.FILE), elsewhere);
        ReviewLabels labels = new ReviewLabels(folder, CLASSES);
        assertThatThrownBy(() -> labels.put(new Row(0, "a.png", 0, true)))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("symbolic link");
        assertThat(elsewhere).hasContent("path,label");
    }

    /** A file that was half written in another way is refused rather than written over. */
    @Test
    void labelsOfOtherClassesAreRefused() throws IOException {
        Files.writeString(folder.resolve(LabelTable.FILE), "path,label,class\na.png,1,bicycle\n");
        assertThatThrownBy(() -> new ReviewLabels(folder, CLASSES).put(new Row(0, "b.png", 0, true)))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("class 1 is called bicycle here and laptop");
    }
}
