package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.array.CsvTable;
import io.github.biwaa.data.list.ListFile;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.CsvLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Labels of some samples, by the names of the samples: a table with the columns path, label and class, or the lines of a list. A review also says how
 * each sample was chosen.
 */
public final class LabelTable {
    /** What a review calls its table, in the folder of what it reviews. */
    public static final String FILE = "labels.csv";

    /** The label of a sample that belongs to none of the classes. */
    public static final int NONE = -1;

    private static final List<String> HEADER = List.of("path", "label", "class", "chosen");
    private static final String RANDOM = "random";

    private LabelTable() {}

    /**
     * One label.
     *
     * @param line of the file, from 1; 0 in a table that is yet to be written
     * @param path the name of the sample: of a picture its path below the folder of the pictures, or an absolute path; of embeddings the row, from 0
     * @param label the class number, or {@link #NONE}
     * @param random whether the sample was drawn at random, so that its label measures an accuracy without bias
     */
    public record Row(int line, String path, int label, boolean random) {}

    /**
     * Reads a table or a list.
     *
     * @param classes the names of all classes, in the order of their numbers
     * @return the rows that have a label, in order
     * @throws BiwaaException if it cannot be read, or a label is no class; the message names the line
     */
    public static List<Row> read(Path file, List<String> classes) {
        CsvTable table = CsvTable.open(file);
        List<String> header = table.header().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        int path = Math.max(0, header.indexOf(HEADER.get(0)));
        int label = header.isEmpty() ? 1 : header.indexOf(HEADER.get(1));
        int name = header.indexOf(HEADER.get(2));
        int chosen = header.indexOf(HEADER.get(3));
        if (Math.max(label, name) < 0 || table.width() > 2 && header.isEmpty()) {
            throw new BiwaaException("the file of labels " + file + " has the columns " + String.join(", ", header)
                    + ". Expected path and label, or path and class.");
        }
        List<Row> rows = new ArrayList<>();
        table.read((line, given) -> {
            List<String> fields = given.size() == 1 ? split(given.get(0)) : given;
            String number = label < 0 ? "" : fields.get(label);
            String className = name < 0 ? "" : fields.get(name);
            if (!number.isEmpty() || !className.isEmpty()) {
                rows.add(new Row(
                        line,
                        fields.get(path),
                        label(file, line, number, className, classes),
                        chosen >= 0 && fields.get(chosen).equals(RANDOM)));
            }
        });
        return rows;
    }

    /** A line of a list: a path, white space, a label. */
    private static List<String> split(String line) {
        String[] words = line.strip().split("\\s+(?=\\S+$)");
        return words.length == 2 ? Arrays.asList(words) : List.of(line, "");
    }

    private static int label(Path file, int line, String number, String className, List<String> classes) {
        int label = number.isEmpty() ? classes.indexOf(className) : number(number, classes);
        if (label < NONE || label >= classes.size() || number.isEmpty() && label == NONE) {
            throw ListFile.wrong(
                    file,
                    line,
                    "the label is " + (number.isEmpty() ? className : number) + ", expected the name of a class, 0 to "
                            + (classes.size() - 1) + ", or -1 for none of the classes");
        }
        if (label != NONE && !className.isEmpty() && !classes.get(label).equals(className)) {
            throw ListFile.wrong(
                    file,
                    line,
                    "class " + label + " is called " + className + " here and " + classes.get(label)
                            + " in the training. Labels of another training? Expected the same classes");
        }
        return label;
    }

    private static int number(String text, List<String> classes) {
        if (text.matches("-?\\d{1,6}(\\.0*)?")) {
            return Integer.parseInt(text.replaceFirst("\\..*", ""));
        }
        int named = classes.indexOf(text);
        return named < 0 ? Integer.MIN_VALUE : named;
    }

    /** Writes a table that {@link #read} reads, and list readers do if no label is {@link #NONE}; the file appears whole. */
    public static void write(Path file, List<Row> rows, List<String> classes) {
        StringBuilder text = new StringBuilder(CsvLines.row(HEADER));
        for (Row row : rows) {
            text.append(CsvLines.row(List.of(
                    row.path(),
                    Integer.toString(row.label()),
                    row.label() == NONE ? "" : classes.get(row.label()),
                    row.random() ? RANDOM : HEADER.get(3))));
        }
        AtomicFile.writeText(file, text.toString());
    }
}
