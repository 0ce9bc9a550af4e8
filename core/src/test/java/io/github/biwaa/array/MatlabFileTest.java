package io.github.biwaa.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that SciPy wrote as MATLAB would, and files that lie. */
class MatlabFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"plain.mat", "packed.mat"})
    void arraysByNameBesideOtherThings(String name) {
        ArrayFiles.Content content = ArrayFiles.list(StoredFiles.file(name));
        assertThat(content.described()).isEqualTo("fts [6, 3], labels [6, 1], note (a text), info (a struct)");
        StoredArray features = content.arrays().get(0);
        assertThat(features.firstAxisFastest()).isTrue();
        assertThat(StoredFiles.values(features))
                .startsWith(-2.5, 7.5, 17.5, 27.5, 37.5, 47.5, -1.5)
                .hasSize(18);
        assertThat(StoredFiles.values(content.arrays().get(1))).containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    void numbersKeptInASmallerType() {
        ArrayFiles.Content content = ArrayFiles.list(StoredFiles.file("whole.mat"));
        assertThat(content.described()).isEqualTo("x [6, 3], Y [1, 6]");
        assertThat(StoredFiles.values(content.arrays().get(0))).startsWith(-10, 30, 70);
    }

    @Test
    void whatIsNoArrayOfRealNumbersIsNamed() {
        ArrayFiles.Content content = ArrayFiles.list(StoredFiles.file("others.mat"));
        assertThat(content.arrays()).isEmpty();
        assertThat(content.described()).isEqualTo("c (complex), s (a sparse matrix), cells (a cell array)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.mat", "packed.mat", "others.mat"})
    void aFileCutOffAnywhereIsRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(StoredFiles.file(name));
        String described = ArrayFiles.list(StoredFiles.file(name)).described();
        Path file = folder.resolve(name);
        for (int length = 0; length < whole.length; length += 3) {
            Files.write(file, Arrays.copyOf(whole, length));
            try {
                ArrayFiles.Content content = ArrayFiles.list(file);
                content.arrays().forEach(StoredFiles::values);
                // Cut between two variables: a whole file with fewer of them.
                assertThat(content.described()).isNotEqualTo(described);
            } catch (BiwaaException expected) {
                assertThat(expected).hasMessageStartingWith("cannot read " + file);
            }
        }
    }

    /** Any single byte may be wrong: an error for people, or other numbers, but no other failure and no memory that is not there. */
    @ParameterizedTest
    @ValueSource(strings = {"plain.mat", "packed.mat"})
    void aByteThatIsWrong(String name) throws IOException {
        byte[] whole = Files.readAllBytes(StoredFiles.file(name));
        Path file = folder.resolve(name);
        int refused = 0;
        for (int at = 124; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) 0xff;
            Files.write(file, changed);
            try {
                ArrayFiles.list(file).arrays().forEach(StoredFiles::values);
            } catch (BiwaaException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MATLAB 7.3 MAT-file, HDF5", "something else", ""})
    void otherFormatsAreRefusedWithAdvice(String beginning) throws IOException {
        byte[] content = Arrays.copyOf(beginning.getBytes(StandardCharsets.US_ASCII), 600);
        Path file = Files.write(folder.resolve("x.mat"), content);
        assertThatThrownBy(() -> ArrayFiles.list(file))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("'-v7'");
    }

    /** The first number of such a file is small; the text that later formats begin with has no zeros. */
    @ParameterizedTest
    @ValueSource(strings = {"0000000002000000", "e803000002000000", "000003e800000002"})
    void version4IsNamed(String start) {
        byte[] file = HexFormat.of().parseHex(start + "03000000000000000400000066747300");
        assertThatThrownBy(() -> MatlabFile.open(new ByteArrayInputStream(file)))
                .hasMessageContaining("MATLAB file of version 4")
                .hasMessageContaining("'-v7'");
    }
}
