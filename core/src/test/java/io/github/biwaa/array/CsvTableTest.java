package io.github.biwaa.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.CsvLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    void spaceAroundQuotesAndBlankLinesGo() {
        assertThat(rows(table("1, \"mug \" \n \n2 ,\"\"\n"))).containsExactly(List.of("1", "mug "), List.of("2", ""));
        assertThat(rows(table("1\tmug\n\t\n2\tlamp\n"))).hasSize(2);
    }

    /** A line break in quotes belongs to the field; lines are still counted as an editor counts them. */
    @Test
    void quotedLineBreaks() {
        CsvTable table = table("x,label\n1,\"mug\nwith a handle\"\n\n# none\n2,\"lamp\r\nold\"\n3\n");
        List<Integer> lines = new ArrayList<>();
        assertThatThrownBy(() -> table.read((line, fields) -> lines.add(line)))
                .hasMessageContaining("line 8: it has 1 fields");
        assertThat(lines).containsExactly(2, 6);
        assertThat(rows(table("1,\"mug\nwith a handle\"\n"))).containsExactly(List.of("1", "mug\nwith a handle"));
    }

    /** What stands in quotes says nothing about what separates fields. */
    @ParameterizedTest
    @ValueSource(strings = {"\"a;b\",1\n", "\"a\tb\",1\n", "\"a,b\";1\n"})
    void separatorsInQuotesSeparateNothing(String text) {
        assertThat(table(text).width()).isEqualTo(2);
    }

    @Test
    void aTableMayBeWiderThanAnySpreadsheet() {
        String row = "0.5,".repeat(40_000) + "1\n";
        assertThat(rows(table(row + row)).get(1)).hasSize(40_001);
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

    /** Names that a careless reader or writer of tables changes. */
    private static final List<String> AWKWARD = List.of(
            "a, \"b\"",
            "# c",
            "two\nlines",
            "two\r\nlines",
            "\"",
            "\"quoted\"",
            "tab\there",
            "a;b",
            " spaced ",
            "\n",
            "nan",
            "plain",
            "5\" disk");

    private void assertSurvive(List<String> names) throws IOException {
        int[] labels = IntStream.range(0, names.size()).toArray();
        Path text = folder.resolve("y.txt");
        LabelWriter.write(text, text, labels, names);
        assertThat(rows(CsvTable.open(text)))
                .extracting(fields -> fields.get(0))
                .containsExactlyElementsOf(names);
        Path features = folder.resolve("x.csv");
        try (FeatureWriter writer = new CsvFeatureWriter(features, 2, Optional.of(names))) {
            for (int label : labels) {
                writer.add(new float[] {label, -0.5f});
            }
        }
        assertThat(rows(CsvTable.open(features)))
                .extracting(fields -> fields.get(2))
                .containsExactlyElementsOf(names);
        List<List<String>> table = new ArrayList<>();
        Path rows = folder.resolve("z.csv");
        Files.writeString(
                rows,
                CsvLines.row(List.of("path", "class"))
                        + names.stream()
                                .map(name -> CsvLines.row(List.of(name, name)))
                                .collect(Collectors.joining()));
        CsvTable.open(rows).read((line, fields) -> table.add(fields));
        assertThat(table)
                .containsExactlyElementsOf(
                        names.stream().map(name -> List.of(name, name)).toList());
    }

    @Test
    void writtenLabelsAreReadAgain() throws IOException {
        List<String> classes = List.of("mug; \"old\"", "#lamp", "alarm clock");
        assertSurvive(AWKWARD);
        Path npy = folder.resolve("y.npy");
        LabelWriter.write(npy, npy, new int[] {2, 0, 1}, classes);
        assertThat(StoredFiles.values(ArrayFiles.list(npy).arrays().get(0))).containsExactly(2, 0, 1);
    }
}
