package io.github.biwaa.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a header, where fields end, and what is a number. */
class CsvTableTest {
    @TempDir
    private Path folder;

    private CsvTable table(String text) {
        try {
            return CsvTable.open(Files.writeString(folder.resolve("x.csv"), text));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<List<String>> rows(CsvTable table) {
        List<List<String>> rows = new ArrayList<>();
        table.read((line, fields) -> rows.add(fields));
        return rows;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1,2\n3,4\n", "1;2\n3;4", "1\t2\r\n3\t4\r\n", "# by savetxt\n1, 2\n\n3 ,4\n", "\uFEFF1,2\n3,4"})
    void rowsWithoutAHeader(String text) {
        CsvTable table = table(text);
        assertThat(table.header()).isEmpty();
        assertThat(table.rows()).isEqualTo(2);
        assertThat(rows(table)).containsExactly(List.of("1", "2"), List.of("3", "4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f0,f1", "f0,label", "1,Label", "0,1", ",0", "\"\",\"V1\""})
    void headers(String first) {
        CsvTable table = table(first + "\n3,4\n");
        assertThat(table.header()).hasSize(2);
        assertThat(rows(table)).containsExactly(List.of("3", "4"));
    }

    /** A row with a name in it is a row; so are numbers that do not count from 0. */
    @ParameterizedTest
    @ValueSource(strings = {"1,mug", "1,2", "0,2", "nan,1"})
    void rowsThatAreNoHeaders(String first) {
        assertThat(table(first + "\n3,4\n").header()).isEmpty();
    }

    @Test
    void aSingleColumnHasAHeaderOnlyIfItIsCalledAsLabelsAre() {
        assertThat(table("label\nmug\n").rows()).isEqualTo(1);
        assertThat(table("mug\nlamp\n").rows()).isEqualTo(2);
        assertThat(table("0\n1\n").rows()).isEqualTo(2);
    }

    @Test
    void theLabelColumn() {
        assertThat(table("a,LABEL,b\n1,2,3\n").labelColumn()).isEqualTo(1);
        assertThat(table("a,b\n1,2\n").labelColumn()).isEqualTo(-1);
        assertThat(table("1,2\n").labelColumn()).isEqualTo(-1);
    }

    @Test
    void quotedFields() {
        assertThat(rows(table("1,\"mug, \"\"blue\"\"\"\n2,\"\"\n")))
                .containsExactly(List.of("1", "mug, \"blue\""), List.of("2", ""));
    }

    @Test
    void rowsOfAnotherLengthAreRefused() {
        assertThatThrownBy(() -> rows(table("1,2\n3,4\n5\n")))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("x.csv, line 3: it has 1 fields, the first line 2");
    }

    @Test
    void noTableIsRefused() throws IOException {
        assertThatThrownBy(() -> table("\n# nothing\n")).hasMessageContaining("is empty");
        assertThatThrownBy(() -> CsvTable.open(folder.resolve("none.csv"))).hasMessageContaining("there is no file");
        Path latin = Files.write(folder.resolve("latin.csv"), new byte[] {'a', (byte) 0xe4, '\n'});
        assertThatThrownBy(() -> CsvTable.open(latin)).hasMessageContaining("not text in UTF-8");
    }

    @Test
    void aTableThatGrowsIsNotReadBeyondItsCount() throws IOException {
        CsvTable table = table("1,2\n");
        Files.writeString(folder.resolve("x.csv"), "1,2\n3,4\n");
        assertThatThrownBy(() -> rows(table)).hasMessageContaining("changed while it was read");
        Files.writeString(folder.resolve("x.csv"), "# nothing\n");
        assertThatThrownBy(() -> rows(table)).hasMessageContaining("changed while it was read");
    }

    @Test
    void numbers() {
        assertThat(CsvTable.number("-1.5e-3")).isEqualTo(-0.0015f);
        assertThat(CsvTable.number("3.")).isEqualTo(3);
        assertThat(CsvTable.number("NaN")).isNaN();
        assertThat(CsvTable.number("-Inf")).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(CsvTable.number("1e39")).isEqualTo(Float.POSITIVE_INFINITY);
        for (String text : List.of("", "mug", "1f", "2d", "0x1p3", "0x10", "1,5", "--1", "e5")) {
            assertThat(CsvTable.isNumber(text)).as(text).isFalse();
        }
    }

    @Test
    void writtenTablesAreReadAgain() throws IOException {
        Path file = folder.resolve("written.csv");
        float[] row = {0.1f, -1 / 3f, Float.MIN_VALUE, 3.4e38f};
        try (FeatureWriter writer = new CsvFeatureWriter(file, 4, Optional.of(List.of("a, \"b\"", "# c")))) {
            writer.add(row);
            writer.add(row);
        }
        CsvTable table = CsvTable.open(file);
        assertThat(table.header()).containsExactly("f0", "f1", "f2", "f3", "label");
        List<List<String>> rows = rows(table);
        for (int column = 0; column < 4; column++) {
            assertThat(CsvTable.number(rows.get(1).get(column))).isEqualTo(row[column]);
        }
        assertThat(rows).extracting(fields -> fields.get(4)).containsExactly("a, \"b\"", "# c");
    }

    @Test
    void writtenLabelsAreReadAgain() throws IOException {
        List<String> classes = List.of("mug; \"old\"", "#lamp", "alarm clock");
        Path text = folder.resolve("y.txt");
        LabelWriter.write(text, text, new int[] {2, 0, 1}, classes);
        assertThat(rows(CsvTable.open(text)))
                .containsExactly(List.of(classes.get(2)), List.of(classes.get(0)), List.of(classes.get(1)));
        Path npy = folder.resolve("y.npy");
        LabelWriter.write(npy, npy, new int[] {2, 0, 1}, classes);
        assertThat(StoredFiles.values(ArrayFiles.list(npy).arrays().get(0))).containsExactly(2, 0, 1);
    }
}
