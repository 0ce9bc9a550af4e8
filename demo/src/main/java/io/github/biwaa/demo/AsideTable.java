package io.github.biwaa.demo;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The small comma-separated tables kept aside: a header, then a picture's path and something about it. No quoting: neither side holds commas. */
final class AsideTable {

    private AsideTable() {}

    static void write(Path file, String header, List<String> rows) throws IOException {
        StringBuilder text = new StringBuilder(header).append('\n');
        rows.forEach(row -> text.append(row).append('\n'));
        Files.writeString(file, text);
    }

    /**
     * Reads a table by its first column.
     *
     * @param file UTF-8 text
     * @param header the first line expected
     * @param parse turns the columns of one row into a value; what it throws is reported with the line's number
     * @return the values by path, in the file's order
     * @throws BiwaaException if the file cannot be read, or naming the line that does not fit
     */
    static <V> Map<String, V> read(Path file, String header, Function<String[], V> parse) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BiwaaException("%s cannot be read as text (%s); draw the pictures again".formatted(file, e), e);
        }
        if (lines.isEmpty() || !lines.get(0).equals(header)) {
            throw new BiwaaException("%s, line 1: expected the header '%s'".formatted(file, header));
        }
        int columns = header.split(",").length;
        Map<String, V> table = new LinkedHashMap<>();
        for (int line = 2; line <= lines.size(); line++) {
            String row = lines.get(line - 1);
            String[] cells = row.split(",", -1);
            if (cells.length != columns || cells[0].isEmpty()) {
                throw broken(file, line, row, "expected %d columns: %s".formatted(columns, header), null);
            }
            V value;
            try {
                value = parse.apply(cells);
            } catch (IllegalArgumentException | BiwaaException e) {
                throw broken(file, line, row, String.valueOf(e.getMessage()), e);
            }
            if (table.put(cells[0], value) != null) {
                throw broken(file, line, row, "this path has a row already", null);
            }
        }
        return table;
    }

    private static BiwaaException broken(Path file, int line, String row, String why, @Nullable Exception cause) {
        return new BiwaaException("%s, line %d: '%s': %s".formatted(file, line, row, why), cause);
    }
}
