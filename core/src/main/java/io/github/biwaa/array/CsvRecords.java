package io.github.biwaa.array;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.ArrayList;
import java.util.List;

/** Makes rows of what the CSV parser finds: white space around fields goes, unless quotes hold it, and blank lines are no rows. */
final class CsvRecords extends AbstractBaseCsvCallbackHandler<CsvRecords.Row> {
    private final char separator;
    private final int kept;
    private int rows;
    private List<String> fields = List.of();
    private boolean blank;

    /**
     * A row of a table.
     *
     * @param line where it begins, from 1
     * @param fields empty for rows that are only counted
     */
    record Row(int line, List<String> fields) {}

    /**
     * @param separator of fields
     * @param kept rows whose fields are kept; those after them are only counted
     */
    CsvRecords(char separator, int kept) {
        this.separator = separator;
        this.kept = kept;
    }

    @Override
    protected void handleBegin(long line) {
        fields = new ArrayList<>(fields.size());
        blank = true;
    }

    @Override
    protected void handleField(int place, char[] text, int offset, int length, boolean quoted) {
        int start = offset;
        int end = offset + length;
        if (!quoted) {
            while (start < end && Character.isWhitespace(text[start])) {
                start++;
            }
            while (end > start && Character.isWhitespace(text[end - 1])) {
                end--;
            }
        }
        blank &= !quoted && start == end;
        if (rows < kept) {
            String field = new String(text, start, end - start);
            // White space before a quote: to the parser it is a quote like any other character.
            boolean spaced = !quoted && field.length() > 1 && field.startsWith("\"") && field.endsWith("\"");
            fields.add(spaced ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field);
        }
    }

    @Override
    protected RecordType getRecordType() {
        boolean empty = blank && (getFieldCount() == 1 || separator == '\t');
        return empty ? RecordType.EMPTY : super.getRecordType();
    }

    @Override
    protected Row buildRecord() {
        rows += getRecordType() == RecordType.DATA ? 1 : 0;
        return new Row(Math.toIntExact(getStartingLineNumber()), fields);
    }
}
