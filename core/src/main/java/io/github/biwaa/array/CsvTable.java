package io.github.biwaa.array;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A table in a text file: a row per line, fields between tabs, else semicolons, else commas, whichever the first line has outside quotes. A field
 * may stand in double quotes, and then hold separators and line breaks; a doubled quote within is one. Blank lines and lines that begin with # are
 * left out. Rows are read as a stream.
 *
 * <p>The first line is a header if it names a column {@code label}, {@code labels} or {@code class}, or if it has several fields of which none is a
 * number, or if its fields count up 0, 1, 2, ... as pandas calls columns without a name.
 */
public final class CsvTable {
    private static final Set<String> LABEL_COLUMNS = Set.of("label", "labels", "class");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"?");

    private final Path file;
    private final char separator;
    private final List<String> header;
    private final int width;
    private final int rows;

    /** Takes rows one after the other. */
    @FunctionalInterface
    public interface RowSink {
        /**
         * @param line its number in the file, from 1
         * @param fields as many as the table has columns
         */
        void accept(int line, List<String> fields);
    }

    private CsvTable(Path file, char separator, List<String> header, int width, int rows) {
        this.file = file;
        this.separator = separator;
        this.header = header;
        this.width = width;
        this.rows = rows;
    }

    /**
     * Reads the first line and counts the others.
     *
     * @throws BiwaaException if the file is missing, no text in UTF-8, or empty
     */
    public static CsvTable open(Path file) {
        char separator = separator(file);
        List<List<String>> first = new ArrayList<>();
        int[] count = {0};
        read(file, separator, 1, row -> {
            if (count[0]++ == 0) {
                first.add(row.fields());
            }
        });
        if (first.isEmpty()) {
            throw new BiwaaException("the table " + file + " is empty.");
        }
        List<String> fields = first.get(0);
        boolean named = isHeader(fields);
        return new CsvTable(file, separator, named ? fields : List.of(), fields.size(), count[0] - (named ? 1 : 0));
    }

    private static boolean isHeader(List<String> fields) {
        if (fields.stream().anyMatch(CsvTable::isLabelColumn)) {
            return true;
        }
        return fields.size() > 1 && (fields.stream().noneMatch(CsvTable::isNumber) || countsUp(fields));
    }

    private static boolean isLabelColumn(String name) {
        return LABEL_COLUMNS.contains(name.toLowerCase(Locale.ROOT));
    }

    private static boolean countsUp(List<String> fields) {
        int first = fields.get(0).isEmpty() ? 1 : 0;
        for (int column = first; column < fields.size(); column++) {
            if (!fields.get(column).equals(Integer.toString(column - first))) {
                return false;
            }
        }
        return true;
    }

    /** @return the file */
    public Path file() {
        return file;
    }

    /** @return the names of the columns, or nothing if the file does not name them */
    public List<String> header() {
        return header;
    }

    /** @return the number of columns */
    public int width() {
        return width;
    }

    /** @return the number of rows, the header not counted */
    public int rows() {
        return rows;
    }

    /** @return the first column that is called label, labels or class, in any case; -1 if none is */
    public int labelColumn() {
        for (int column = 0; column < header.size(); column++) {
            if (isLabelColumn(header.get(column))) {
                return column;
            }
        }
        return -1;
    }

    /**
     * Hands over all rows.
     *
     * @throws BiwaaException if a row has more or fewer fields than the first line
     */
    public void read(RowSink sink) {
        int[] read = {header.isEmpty() ? 0 : -1};
        read(file, separator, Integer.MAX_VALUE, row -> {
            read[0]++;
            if (read[0] == 0) {
                return;
            }
            if (read[0] > rows) {
                throw changed();
            }
            List<String> fields = row.fields();
            if (fields.size() != width) {
                throw new BiwaaException(file + ", line " + row.line() + ": it has " + fields.size()
                        + " fields, the first line " + width + ". Expected the same number in every line.");
            }
            sink.accept(row.line(), fields);
        });
        if (read[0] != rows) {
            throw changed();
        }
    }

    private BiwaaException changed() {
        return new BiwaaException("cannot read " + file + ": it has changed while it was read.");
    }

    /** @return whether a field is a number, infinities and not-a-number included */
    public static boolean isNumber(String field) {
        try {
            number(field);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * The value of a field.
     *
     * @return infinite if it is beyond the range of 32-bit floats
     * @throws NumberFormatException if it is no number
     */
    public static float number(String field) {
        if (field.isEmpty()) {
            throw new NumberFormatException("empty");
        }
        char last = field.charAt(field.length() - 1);
        if (last >= '0' && last <= '9' || last == '.') {
            // Java would take hexadecimal numbers as well, which end in an exponent.
            return field.indexOf('x') < 0 && field.indexOf('X') < 0 ? Float.parseFloat(field) : Float.parseFloat("?");
        }
        return switch (field.toLowerCase(Locale.ROOT)) {
            case "nan", "-nan", "+nan" -> Float.NaN;
            case "inf", "+inf", "infinity" -> Float.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Float.NEGATIVE_INFINITY;
            default -> throw new NumberFormatException(field);
        };
    }

    /** The separator of the first line that is neither blank nor a comment: a tab, else a semicolon, else a comma. */
    private static char separator(Path file) {
        return reading(file, reader -> {
            String line = reader.readLine();
            while (line != null && (line.isBlank() || line.startsWith("#"))) {
                line = reader.readLine();
            }
            String unquoted = line == null ? "" : QUOTED.matcher(line).replaceAll("");
            return unquoted.indexOf('\t') >= 0 ? '\t' : unquoted.indexOf(';') >= 0 ? ';' : ',';
        });
    }

    private static void read(Path file, char separator, int keptRows, Consumer<CsvRecords.Row> sink) {
        reading(file, reader -> {
            CsvReader.builder()
                    .fieldSeparator(separator)
                    .commentStrategy(CommentStrategy.SKIP)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .allowExtraCharsAfterClosingQuote(true)
                    .build(new CsvRecords(separator, keptRows), reader)
                    .forEach(sink);
            return sink;
        });
    }

    private interface Reading<T> {
        T from(BufferedReader reader) throws IOException;
    }

    private static <T> T reading(Path file, Reading<T> reading) {
        return ArrayFiles.reading(file, () -> {
            try (BufferedReader reader = TextFile.open(file)) {
                return reading.from(reader);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } catch (CharacterCodingException e) {
                throw new BrokenFileException(TextFile.NOT_UTF_8);
            } catch (CsvParseException e) {
                throw new BrokenFileException(String.valueOf(e.getMessage()));
            }
        });
    }
}
