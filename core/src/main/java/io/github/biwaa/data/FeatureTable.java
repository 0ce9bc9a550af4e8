package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.array.CsvTable;
import io.github.biwaa.array.StoredArray;
import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Reads features as they stream by into a tensor, [N, width] in float32, and refuses what cannot be trained on. */
final class FeatureTable {
    private final Tensor table;
    private final FloatPointer memory;
    private final float[] row;
    private final Place place;
    private long rows;
    private int column;

    /** Says where a value is. */
    private interface Place {
        String of(long row, int column);
    }

    private FeatureTable(long rows, int width, Place place) {
        this.table = Tensors.emptyFloats(rows, width);
        this.memory = new FloatPointer(table.data_ptr());
        this.row = new float[width];
        this.place = place;
    }

    /**
     * Reads an array.
     *
     * @return [N, width], kept
     * @throws BiwaaException if it has not two axes, is empty, or a value is infinite or no number
     */
    static Tensor read(StoredArray array) {
        long[] shape = array.shape();
        if (shape.length != 2 || shape[0] == 0 || shape[1] == 0) {
            throw new BiwaaException("the features " + array.title() + " have the shape " + Arrays.toString(shape)
                    + ". Expected two axes: a row per sample, a column per feature.");
        }
        if (Math.max(shape[0], shape[1]) > Integer.MAX_VALUE) {
            throw new BiwaaException("the features " + array.title() + " have the shape " + Arrays.toString(shape)
                    + ". Expected at most " + Integer.MAX_VALUE + " rows and columns.");
        }
        try (PointerScope scope = new PointerScope()) {
            if (!array.firstAxisFastest()) {
                FeatureTable features =
                        new FeatureTable(shape[0], (int) shape[1], (row, column) -> place(array, row, column));
                array.read(features::add);
                return Tensors.keep(features.table);
            }
            // Column after column: read as the rows of the transposed table.
            FeatureTable transposed =
                    new FeatureTable(shape[1], (int) shape[0], (row, column) -> place(array, column, row));
            array.read(transposed::add);
            return Tensors.keep(transposed.table.t().contiguous());
        }
    }

    private static String place(StoredArray array, long row, long column) {
        return array.title() + ", row " + row + ", column " + column + " (counted from 0)";
    }

    /**
     * Reads columns of a table.
     *
     * @param columns their numbers
     * @return [N, width], kept
     * @throws BiwaaException if there are no rows or columns, or a field is no number or infinite
     */
    static Tensor read(CsvTable csv, int[] columns) {
        if (csv.rows() == 0 || columns.length == 0) {
            throw new BiwaaException("the table " + csv.file() + " has " + csv.rows() + " rows and " + columns.length
                    + " columns of features. Expected a row per sample, a column per feature.");
        }
        int[] line = {0};
        try (PointerScope scope = new PointerScope()) {
            FeatureTable features =
                    new FeatureTable(csv.rows(), columns.length, (row, column) -> place(csv, line[0], columns[column]));
            csv.read((number, fields) -> {
                line[0] = number;
                for (int column : columns) {
                    features.add(number(csv, number, column, fields));
                }
            });
            return Tensors.keep(features.table);
        }
    }

    private static String place(CsvTable csv, int line, int column) {
        String name = csv.header().isEmpty() ? "" : " (" + csv.header().get(column) + ")";
        return csv.file() + ", line " + line + ", column " + (column + 1) + name;
    }

    private static float number(CsvTable csv, int line, int column, List<String> fields) {
        String field = fields.get(column);
        try {
            return CsvTable.number(field);
        } catch (NumberFormatException e) {
            String advice = column == csv.width() - 1
                    ? " If the last column holds labels, say so: source-labels: last, target-labels: last."
                    : " Expected numbers in all columns but that of the labels.";
            throw new BiwaaException(
                    place(csv, line, column) + ": \"" + field + "\" is not a number."
                            + (csv.width() == 1
                                    ? " Expected numbers with commas, semicolons or tabs between them."
                                    : advice),
                    e);
        }
    }

    private void add(double value) {
        float narrow = (float) value;
        if (!Float.isFinite(narrow)) {
            String why = Double.isFinite(value) ? ", beyond the range of 32-bit floats" : "";
            throw new BiwaaException(
                    place.of(rows, column) + ": the value is " + value + why + ". Expected finite numbers.");
        }
        row[column++] = narrow;
        if (column == row.length) {
            memory.position(rows * row.length).put(row, 0, row.length);
            rows++;
            column = 0;
        }
    }
}
