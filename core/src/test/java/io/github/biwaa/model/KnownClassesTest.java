package io.github.biwaa.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownClassesTest {
    private static final KnownClasses KNOWN =
            new KnownClasses(new double[][] {{1, 0}, {0, 2}, {-1, -0.1f}}, new double[] {5, 5}, 0.25);

    @TempDir
    private Path folder;

    @Test
    void similarityIsTheLargestCosineFromTheMeanOfTheDomain() {
        assertThat(KNOWN.similarity(new float[] {5, 9})).isEqualTo(1);
        assertThat(KNOWN.similarity(new float[] {8, 9})).isCloseTo(0.8, within(1e-12));
        assertThat(KNOWN.similarity(new float[] {3, 4}, new double[] {0, 0})).isCloseTo(0.8, within(1e-12));
        assertThat(KNOWN.similarity(new float[] {5, 5})).isZero();
    }

    @Test
    void isReadAsItWasWrittenAndRefusedIfItWasChanged() throws IOException {
        assertThat(KnownClasses.load(folder)).isEmpty();
        KNOWN.save(folder);
        KnownClasses read = KnownClasses.load(folder).orElseThrow();
        assertThat(read.centroids()).isDeepEqualTo(KNOWN.centroids());
        assertThat(read.mean()).isEqualTo(KNOWN.mean());
        assertThat(read.from()).isEqualTo(KNOWN.from());
        Path file = folder.resolve("known.json");
        Files.writeString(file, Files.readString(file).replace("0.25", "0.35"));
        assertThatThrownBy(() -> KnownClasses.load(folder))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("known.json");
    }

    @Test
    void centroidsOfAnotherWidthAreRefused() {
        assertThatThrownBy(() -> new KnownClasses(new double[][] {{1, 0, 0}}, new double[] {5, 5}, 0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("3 features, expected 2");
    }
}
