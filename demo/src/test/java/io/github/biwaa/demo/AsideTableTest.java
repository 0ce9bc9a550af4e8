package io.github.biwaa.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.demo.drawing.PixelBox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AsideTableTest {

    @TempDir
    Path folder;

    @Test
    void labelsAndPlacesAreReadInOrder() throws IOException {
        Path labels = file("path,class\ntarget/0001.png,mug\ntarget/0000.png,tree\n");
        assertThat(DemoLabels.read(labels).byPath())
                .containsExactly(entry("target/0001.png", "mug"), entry("target/0000.png", "tree"));
        Path places = file("path,left,top,width,height\ntarget/0001.png,1,2,30,40\n");
        assertThat(ObjectPlaces.read(places).byPath())
                .containsExactly(entry("target/0001.png", new PixelBox(1, 2, 30, 40)));
    }

    @Test
    void brokenLinesAreNamed() throws IOException {
        labelsRefused("", "line 1", "path,class");
        labelsRefused("path;class\n", "line 1", "path,class");
        labelsRefused("path,class\na.png,mug\nb.png\n", "line 3", "'b.png'", "2 columns");
        labelsRefused("path,class\na.png,mug,1\n", "line 2", "2 columns");
        labelsRefused("path,class\n,mug\n", "line 2");
        labelsRefused("path,class\na.png,teapot\n", "line 2", "teapot", "umbrella");
        labelsRefused("path,class\na.png,mug\na.png,mug\n", "line 3", "has a row already");
        placesRefused("path,left,top,width,height\na.png,1,2,x,4\n", "line 2", "x");
        placesRefused("path,left,top,width,height\na.png,1,2,0,4\n", "line 2", "width");
        placesRefused("path,left,top,width,height\na.png,-1,2,3,4\n", "line 2", "left");
    }

    @Test
    void aFileThatIsNoTextOrMissingIsNamed() throws IOException {
        Path binary = Files.write(folder.resolve("binary.csv"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
        assertThatThrownBy(() -> DemoLabels.read(binary))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("binary.csv");
        assertThatThrownBy(() -> ObjectPlaces.read(folder.resolve("missing.csv")))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("missing.csv");
    }

    private void labelsRefused(String text, String... parts) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> DemoLabels.read(file))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContainingAll(parts);
    }

    private void placesRefused(String text, String... parts) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> ObjectPlaces.read(file))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContainingAll(parts);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("table.csv"), text, StandardCharsets.UTF_8);
    }
}
