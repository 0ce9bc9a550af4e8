package io.github.biwaa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.samples.Pictures;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists as other programs write them. */
class ListFormsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void pictures() {
        new PictureTree(folder).with("cup/1.jpg", "mug/1.jpg");
    }

    private Pictures read(String name, String text, Charset charset) throws IOException {
        Path list = Files.write(folder.resolve(name), text.getBytes(charset));
        return PictureReader.readSource(DomainLocation.of(list), false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cup/1.jpg 0\nmug/1.jpg 1\n",
                "cup/1.jpg 0.0\nmug/1.jpg 1.0\n",
                "path,label\ncup/1.jpg,0\nmug/1.jpg,1\n",
                "path,label\r\ncup/1.jpg,0.0\r\nmug/1.jpg,1.0\r\n",
                "File_Name;class\ncup/1.jpg;0\nmug/1.jpg;1\n",
                "image\tlabel\ncup/1.jpg\t0\nmug/1.jpg\t1\n",
                ",path,label\n0,cup/1.jpg,0\n1,mug/1.jpg,1\n",
                "path,label,split\ncup/1.jpg,0,train\nmug/1.jpg,1,train\n",
            })
    void areReadInEveryEncodingThatNamesItself(String text) throws IOException {
        for (String name : new String[] {"list.txt", "list.csv"}) {
            for (String mark : new String[] {"", "\uFEFF"}) {
                assertSame(read(name, mark + text, StandardCharsets.UTF_8));
            }
            assertSame(read(name, text, StandardCharsets.UTF_16));
            assertSame(read(name, "\uFEFF" + text, StandardCharsets.UTF_16LE));
        }
    }

    private static void assertSame(Pictures read) {
        assertThat(read.labels()).containsExactly(0, 1);
        assertThat(read.classes()).containsExactly("cup", "mug");
    }

    /** The last of several columns would be taken for the label, and all classes but one would be one. */
    @Test
    void columnsThatMightAllBeTheLabelAreRefused() {
        assertThatThrownBy(
                        () -> read("list.csv", "path,cup,mug\ncup/1.jpg,1,0\nmug/1.jpg,0,1\n", StandardCharsets.UTF_8))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContainingAll("list.csv", "2 columns after the path", "name it label");
    }

    @Test
    void namesOfClassesInATableAreNamed() {
        assertThatThrownBy(() -> read("list.csv", "path,label\ncup/1.jpg,cup\nmug/1.jpg,mug\n", StandardCharsets.UTF_8))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContainingAll("list.csv, line 2", "the label is \"cup\"", "folder per class");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "ISO-8859-1"})
    void otherEncodingsAreRefused(String charset) {
        assertThatThrownBy(() -> read("list.txt", "# Größe\ncup/1.jpg 0\nmug/1.jpg 1\n", Charset.forName(charset)))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContainingAll("list.txt", "not text in UTF-8", "Save it");
    }

    @Test
    void theFolderAtHandIsNamedAsTheListsOwn() {
        assertThatThrownBy(() ->
                        PictureLists.read(Files.writeString(folder.resolve("list.txt"), "/data/cup/1.jpg 0\n"), false))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("may lie outside its folder");
    }
}
