package io.github.biwaa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.array.NpyFeatureWriter;
import io.github.biwaa.array.StoredFiles;
import io.github.biwaa.samples.Features;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What in a file are features and labels, what a label means, and what is refused with which words. */
class EmbeddingReaderTest {
    private static final String CSV = "1,2,mug\n3,4,lamp\n5,6,mug\n";

    @TempDir
    private Path folder;

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DomainLocation location(Path path, String labels, Path classes) {
        return new DomainLocation(
                path,
                Optional.empty(),
                Optional.ofNullable(classes),
                false,
                false,
                Optional.ofNullable(labels).map(LabelLocation::named));
    }

    private static DomainLocation stored(String name, String labels) {
        return location(
                StoredFiles.file(name),
                labels != null && labels.contains(".")
                        ? StoredFiles.file(labels).toString()
                        : labels,
                null);
    }

    private static AbstractThrowableAssert<?, ?> refused(ThrowingCallable reading) {
        return assertThatThrownBy(reading).isInstanceOf(BiwaaException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "features-f2.npy, labels-u1.npy",
        "features-f4.npy, labels-i8.npy",
        "features-f8.npy, labels-f8.npy",
        "features-big-f4.npy, labels-i2.npy",
        "features-fortran.npy, labels-u8.npy",
        "packed.npz, labels-i4.npy",
        "plain.mat,",
        "packed.mat,",
        "plain.mat, labels",
        "packed.mat, labels-u4.npy",
        "features-f4.npy, plain.mat"
    })
    void allFormatsGiveTheSame(String features, String labels) {
        try (Features source =
                EmbeddingReader.readSource(stored(features, labels)).features()) {
            assertThat(Tensors.toDoubles(source.rows(0, source.size()))).containsExactly(StoredFiles.features());
            assertThat(source.width()).hasValue(3);
            assertThat(source.labels()).containsExactly(0, 1, 2, 0, 1, 2);
            assertThat(source.classes()).containsExactly("1", "2", "3");
            assertThat(source.name()).isEqualTo(features.replaceAll("\\..*", ""));
        }
    }

    @Test
    void anArrayCalledXInAnyCaseAndNumbersFromZero() {
        try (Features source =
                EmbeddingReader.readSource(stored("plain.npz", null)).features()) {
            assertThat(Tensors.toDoubles(source.rows(0, source.size()))).containsExactly(StoredFiles.features());
            assertThat(source.classes()).containsExactly("0", "1", "2");
        }
        try (Features source =
                EmbeddingReader.readSource(stored("plain.npz", "other")).features()) {
            assertThat(source.classes()).containsExactly("1", "2", "3");
        }
    }

    @Test
    void matlabsLabelsMayStartAtZero() {
        try (Features source =
                EmbeddingReader.readSource(stored("zero.mat", null)).features()) {
            assertThat(Tensors.toDoubles(source.rows(0, source.size()))).containsExactly(StoredFiles.features());
            assertThat(source.labels()).containsExactly(0, 1, 2, 0, 1, 2);
            assertThat(source.classes()).containsExactly("0", "1", "2");
        }
    }

    @Test
    void theMeanNorm() {
        try (Features source =
                EmbeddingReader.readSource(stored("plain.npz", null)).features()) {
            double[] values = StoredFiles.features();
            double sum = 0;
            for (int row = 0; row < 6; row++) {
                sum += Math.sqrt(values[3 * row] * values[3 * row]
                        + values[3 * row + 1] * values[3 * row + 1]
                        + values[3 * row + 2] * values[3 * row + 2]);
            }
            assertThat(source.meanNorm(false)).isCloseTo(sum / 6, org.assertj.core.data.Offset.offset(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,2,mug\n3,4,lamp\n5,6,mug\n",
                "a,b,kind\n1,2,mug\n3,4,lamp\n5,6,mug\n",
                "1;2;mug\n3;4;lamp\n5;6;mug\n"
            })
    void aTableWhoseLastColumnIsNamed(String text) {
        assertTable(text, "last");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,label,b\n1,mug,2\n3,lamp,4\n5,mug,6\n",
                ",label,b,c\n0,mug,1,2\n1,lamp,3,4\n2,mug,5,6\n",
                "\"\",\"b\",\"c\",\"Class\"\n\"1\",1,2,\"mug\"\n\"2\",3,4,\"lamp\"\n\"3\",5,6,\"mug\"\n"
            })
    void aTableWithAColumnOfLabels(String text) {
        assertTable(text, null);
    }

    private void assertTable(String text, String labels) {
        try (Features source = EmbeddingReader.readSource(location(write("x.csv", text), labels, null))
                .features()) {
            assertThat(Tensors.toDoubles(source.rows(0, source.size()))).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(source.classes()).containsExactly("lamp", "mug");
            assertThat(source.labels()).containsExactly(1, 0, 1);
        }
    }

    @Test
    void namesFollowTheFileOfClassNames() {
        Path classes = write("classes.txt", "mug\nlamp\n");
        try (Features source = EmbeddingReader.readSource(location(write("x.csv", CSV), "last", classes))
                .features()) {
            assertThat(source.labels()).containsExactly(0, 1, 0);
        }
        Path more = write("classes.txt", "mug\nlamp\npen\n");
        refused(() -> EmbeddingReader.readSource(location(write("x.csv", CSV), "last", more)))
                .hasMessageContaining("no sample of class pen");
        Path fewer = write("classes.txt", "mug\npen\n");
        refused(() -> EmbeddingReader.readSource(location(write("x.csv", CSV), "last", fewer)))
                .hasMessageContaining("x.csv, line 2: the label is lamp")
                .hasMessageContaining("class names");
    }

    @Test
    void numbersGetNamesFromTheFileOfClassNames() {
        Path classes = write("classes.txt", "pen\nmug\nlamp\n");
        try (EmbeddingReader.Source source = EmbeddingReader.readSource(location(
                StoredFiles.file("features-f4.npy"),
                StoredFiles.file("labels-i8.npy").toString(),
                classes))) {
            assertThat(source.features().classes()).containsExactly("pen", "mug", "lamp");
            assertThat(source.features().labels()).containsExactly(0, 1, 2, 0, 1, 2);
            // A target may use the names, or the source's numbers.
            for (String target : List.of("0,0,0,mug\n0,0,0,pen\n", "0,0,0,2\n0,0,0,1\n", "0,0,0,02\n0,0,0,1.0\n")) {
                try (Features other =
                        EmbeddingReader.readTarget(location(write("z.csv", target), "last", null), source)) {
                    assertThat(other.labels()).containsExactly(1, 0);
                }
            }
        }
        Path fewer = write("classes.txt", "pen\nmug\n");
        refused(() -> EmbeddingReader.readSource(location(
                        StoredFiles.file("features-f4.npy"),
                        StoredFiles.file("labels-i8.npy").toString(),
                        fewer)))
                .hasMessageContaining("row 2 (counted from 0): the label is 3, but there are 2 class names");
    }

    @Test
    void theTargetsLabelsMeanTheSourcesClasses() {
        try (EmbeddingReader.Source source = EmbeddingReader.readSource(stored("plain.mat", null))) {
            try (Features target = EmbeddingReader.readTarget(stored("features-f8.npy", null), source)) {
                assertThat(target.labelled()).isFalse();
                assertThat(target.classes()).containsExactly("1", "2", "3");
            }
            refused(() -> EmbeddingReader.readTarget(stored("plain.npz", null), source))
                    .hasMessageContaining("y in ")
                    .hasMessageContaining("row 0 (counted from 0): the label is 0, expected 1 to 3")
                    .hasMessageContaining("target-unlabelled");
            DomainLocation unlabelled =
                    new DomainLocation(StoredFiles.file("plain.npz"), Optional.empty(), Optional.empty(), true, false);
            try (Features target = EmbeddingReader.readTarget(unlabelled, source)) {
                assertThat(target.labelled()).isFalse();
            }
        }
    }

    @Test
    void unlabelledTablesLeaveTheColumnOutAllTheSame() {
        try (EmbeddingReader.Source source = EmbeddingReader.readSource(location(write("x.csv", CSV), "last", null))) {
            DomainLocation unlabelled = new DomainLocation(
                    write("z.csv", "a,b,label\n7,8,who\n"), Optional.empty(), Optional.empty(), true, false);
            try (Features target = EmbeddingReader.readTarget(unlabelled, source)) {
                assertThat(Tensors.toDoubles(target.rows(0, target.size()))).containsExactly(7, 8);
            }
        }
    }

    @Test
    void anotherWidthIsRefused() {
        try (EmbeddingReader.Source source = EmbeddingReader.readSource(stored("plain.mat", null))) {
            refused(() -> EmbeddingReader.readTarget(location(write("z.csv", "1,2\n3,4\n"), null, null), source))
                    .hasMessageContaining("z.csv has 2 features per sample")
                    .hasMessageContaining("plain.mat has 3");
        }
    }

    @Test
    void anotherNumberOfLabelsIsRefused() {
        Path labels = write("y.txt", "0\n1\n");
        refused(() -> EmbeddingReader.readSource(
                        location(StoredFiles.file("features-f4.npy"), labels.toString(), null)))
                .hasMessageContaining("2 labels in " + labels)
                .hasMessageContaining("6 samples of")
                .hasMessageContaining("features-f4.npy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 0|only the class 0",
                "0 2 0|no sample of class 1",
                "2 3 2|no sample of class 1",
                "0 -1 1|line 2: the label is -1, expected a whole number from 0 to 99999",
                "0 100000 1|line 2: the label is 100000",
                "mug mug mug|only the class mug"
            })
    void labelsThatAreNoClasses(String labels, String words) {
        Path file = write("y.txt", labels.replace(' ', '\n'));
        refused(() -> EmbeddingReader.readSource(location(write("x.csv", "1,2\n3,4\n5,7\n"), file.toString(), null)))
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2,0;nan,4,1|line 2, column 1: the value is NaN",
                "1,2,0;3,inf,1|line 2, column 2: the value is Infinity",
                "1,2,0;3,1e39,1|line 2, column 2: the value is Infinity",
                "1,x,0;3,4,1|line 1, column 2: \"x\" is not a number",
                "1,,0;3,4,1|line 1, column 2: \"\" is not a number",
                "1,2,;3,4,1|line 1: the label is empty",
                "a,b,label;1,x,0|line 2, column 2 (b): \"x\" is not a number",
                "a,b,label|0 rows"
            })
    void badFieldsAreNamed(String text, String words) {
        refused(() -> EmbeddingReader.readSource(location(write("x.csv", text.replace(';', '\n')), "last", null)))
                .hasMessageContaining("x.csv")
                .hasMessageContaining(words);
    }

    @Test
    void adviceForTablesThatAreReadAnotherWay() {
        refused(() -> EmbeddingReader.readSource(location(write("x.csv", CSV), null, null)))
                .hasMessageContaining("source-labels: last");
        refused(() -> EmbeddingReader.readSource(location(write("x.csv", "a/b.jpg,0\nc/d.jpg,1\n"), "last", null)))
                .hasMessageContaining("Expected numbers in all columns");
        refused(() -> EmbeddingReader.readSource(location(write("x.csv", "1 2 3\n"), "last", null)))
                .hasMessageContaining("0 columns of features");
        refused(() -> EmbeddingReader.readSource(location(write("x.csv", CSV), "kind", null)))
                .hasMessageContaining("no column called kind")
                .hasMessageContaining("give last");
    }

    /** A name of an array may look like a file; a file that is there is meant. */
    @Test
    void labelsInAFileOfAnotherKindAreNamed() throws IOException {
        Path labels = Files.write(folder.resolve("labels.pkl"), new byte[10]);
        assertThatThrownBy(() -> LabelLocation.named(labels.toString()))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("labels.pkl is a Python pickle")
                .hasMessageContaining("Labels are numbers or names in a file of their own");
        assertThat(LabelLocation.named("labels.pkl").within()).hasValue("labels.pkl");
    }

    /** A file that is read as neither is not taken for pictures. */
    @Test
    void oneDomainInAFileOfAnotherKindIsNamed() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "1,2,a\n3,4,b\n");
        Path archive = Files.write(folder.resolve("usps.h5"), new byte[10]);
        for (boolean first : new boolean[] {true, false}) {
            assertThatThrownBy(() -> DomainReader.read(
                            DomainLocation.of(first ? table : archive),
                            DomainLocation.of(first ? archive : table),
                            false))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("usps.h5 is an HDF5 file");
        }
    }

    @Test
    void aSourceNeedsLabels() {
        refused(() -> EmbeddingReader.readSource(stored("features-f4.npy", null)))
                .hasMessageContaining("features-f4.npy has no labels")
                .hasMessageContaining("source-labels");
    }

    @Test
    void whatAFileHoldsIsSaidWhereItIsNotWhatIsNeeded() {
        refused(() -> EmbeddingReader.readSource(stored("others.mat", null)))
                .hasMessageContaining(
                        "holds no features: found c (complex), s (a sparse matrix), cells (a cell array)");
        refused(() -> EmbeddingReader.readSource(stored("packed.npz", "names")))
                .hasMessageContaining("no array of numbers called names")
                .hasMessageContaining("Python objects");
        refused(() -> EmbeddingReader.readSource(stored("labels-i8.npy", "labels-i8.npy")))
                .hasMessageContaining("labels-i8.npy have the shape [6]");
        refused(() -> EmbeddingReader.readSource(stored("features-f4.npy", "features-f4.npy")))
                .hasMessageContaining("Expected one label per sample");
        refused(() -> EmbeddingReader.readSource(stored("features-f4.npy", "labels-text.npy")))
                .hasMessageContaining("texts (<U4)");
    }

    @Test
    void labelsThatAreNotWholeAreNamed() throws IOException {
        Path halves = folder.resolve("y.npy");
        try (NpyFeatureWriter writer = new NpyFeatureWriter(halves, 3, 1)) {
            for (float label : new float[] {0, 1, 1.5f}) {
                writer.add(new float[] {label});
            }
        }
        Path features = write("x.csv", "1,2\n3,4\n5,7\n");
        refused(() -> EmbeddingReader.readSource(location(features, halves.toString(), null)))
                .hasMessageContaining("y.npy, row 2 (counted from 0): the label is 1.5, expected a whole number");
        Path measured = write("y.txt", "1\n2.25\n2\n");
        refused(() -> EmbeddingReader.readSource(location(features, measured.toString(), null)))
                .hasMessageContaining("y.txt, line 2: the label is 2.25");
    }
}
