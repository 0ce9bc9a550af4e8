package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.array.ArrayFiles;
import io.github.biwaa.array.CsvTable;
import io.github.biwaa.array.StoredArray;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads labels from a file of their own, from an array, or from a column of a table. */
final class LabelReader {
    private static final List<String> NAMES = List.of("labels", "label", "y");

    private LabelReader() {}

    /** @return whether an array of that name is taken for labels, in any case */
    static boolean isLabelName(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** @throws BiwaaException if the file is missing or damaged, or it is not clear what in it are the labels */
    static SampleLabels file(Path file) {
        return ArrayFiles.isNamedSo(file) ? arrayFile(file) : table(file);
    }

    private static SampleLabels arrayFile(Path file) {
        ArrayFiles.Content content = ArrayFiles.list(file);
        List<StoredArray> rows =
                content.arrays().stream().filter(LabelReader::isRow).toList();
        return array(named(content.arrays())
                .or(() -> rows.size() == 1 ? Optional.of(rows.get(0)) : Optional.empty())
                .orElseThrow(() -> new BiwaaException("the file of labels " + file + " holds " + content.described()
                        + ". Expected one label per sample, in an array called labels or y if there are several.")));
    }

    /** @return the array among these that is called as labels are, the first name of {@link #isLabelName} first */
    static Optional<StoredArray> named(List<StoredArray> arrays) {
        for (String name : NAMES) {
            for (StoredArray array : arrays) {
                if (array.name().equalsIgnoreCase(name)) {
                    return Optional.of(array);
                }
            }
        }
        return Optional.empty();
    }

    /** A single axis, or several of which all but one have a single entry, as MATLAB's vectors do. */
    private static boolean isRow(StoredArray array) {
        long longest = 0;
        for (long extent : array.shape()) {
            longest = Math.max(longest, extent);
        }
        return array.shape().length > 0 && array.size() == longest;
    }

    /** @throws BiwaaException if it has several axes, or a value is no class number */
    static SampleLabels array(StoredArray array) {
        if (!isRow(array)) {
            throw new BiwaaException("the labels " + array.title() + " have the shape " + Arrays.toString(array.shape())
                    + ". Expected one label per sample.");
        }
        SampleLabels.Builder labels = new SampleLabels.Builder(array.title());
        array.read(labels::add);
        return labels.numbers(SampleLabels.Places.ROWS);
    }

    private static SampleLabels table(Path file) {
        CsvTable table = CsvTable.open(file);
        int column = table.width() == 1 ? 0 : table.labelColumn();
        if (column < 0) {
            throw new BiwaaException("the file of labels " + file + " has " + table.width()
                    + " columns. Expected one, or one that is called label in the first line.");
        }
        return column(table, column);
    }

    /** @throws BiwaaException if a field is empty */
    static SampleLabels column(CsvTable table, int column) {
        SampleLabels.Builder labels = new SampleLabels.Builder(table.file().toString());
        int[] lines = new int[table.rows()];
        int[] rows = {0};
        table.read((line, fields) -> {
            String label = fields.get(column);
            if (label.isEmpty()) {
                throw new BiwaaException(table.file() + ", line " + line + ": the label is empty.");
            }
            lines[rows[0]++] = line;
            labels.add(label);
        });
        return labels.build(sample -> "line " + lines[sample]);
    }
}
