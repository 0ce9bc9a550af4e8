package io.github.biwaa.run;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a metrics.csv. A training may be writing it: an unfinished last line is left out, and so is a line that is no row of numbers.
 *
 * @param columns their names, in the file's order
 * @param rows as many numbers each
 */
public record MetricsTable(List<String> columns, List<double[]> rows) {
    /** Nothing logged yet. */
    public static final MetricsTable EMPTY = new MetricsTable(List.of(), List.of());

    /** Copies the lists. */
    public MetricsTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * Reads a file.
     *
     * @return empty if it is not there or has no whole line yet
     * @throws BiwaaException if it cannot be read
     */
    public static MetricsTable read(Path file) {
        if (!Files.exists(file)) {
            return EMPTY;
        }
        try {
            return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    static MetricsTable parse(String text) {
        int end = text.lastIndexOf('\n');
        if (end < 0) {
            return EMPTY;
        }
        List<String> lines = text.substring(0, end).lines().toList();
        if (lines.isEmpty()) {
            return EMPTY;
        }
        List<String> columns = List.of(lines.get(0).split(","));
        List<double[]> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            row(line, columns.size()).ifPresent(rows::add);
        }
        return new MetricsTable(columns, rows);
    }

    private static Optional<double[]> row(String line, int width) {
        String[] cells = line.split(",");
        if (cells.length != width) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Arrays.stream(cells).mapToDouble(Double::parseDouble).toArray());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** @return whether there is a column of that name */
    public boolean has(String column) {
        return columns.contains(column);
    }

    /**
     * @return the values of a column, row by row
     * @throws IllegalArgumentException if there is no such column
     */
    public double[] column(String name) {
        int index = columns.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("no column " + name);
        }
        return rows.stream().mapToDouble(row -> row[index]).toArray();
    }

    /** @return the last value of a column; empty if there is no row or no such column */
    public Optional<Double> last(String name) {
        int index = columns.indexOf(name);
        return index < 0 || rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(rows.size() - 1)[index]);
    }
}
