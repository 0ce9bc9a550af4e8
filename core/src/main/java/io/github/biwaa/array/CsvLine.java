package io.github.biwaa.array;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits lines into fields.
 *
 * @param separator between two fields
 */
record CsvLine(char separator) {
    private static final char QUOTE = '"';

    /** @return the splitter that suits a first line: by tabs, else semicolons, else commas */
    static CsvLine of(String first) {
        return new CsvLine(first.indexOf('\t') >= 0 ? '\t' : first.indexOf(';') >= 0 ? ';' : ',');
    }

    /** @return the fields without white space around them and without their quotes; a doubled quote within quotes is one */
    List<String> split(String line) {
        List<String> fields = new ArrayList<>();
        int start = 0;
        while (start <= line.length()) {
            int end = end(line, start);
            fields.add(unquoted(line.substring(start, end).strip()));
            start = end + 1;
        }
        return fields;
    }

    /** Where the field that begins here ends. */
    private int end(String line, int start) {
        boolean quoted = false;
        for (int at = start; at < line.length(); at++) {
            char character = line.charAt(at);
            if (character == QUOTE) {
                quoted = !quoted;
            } else if (character == separator && !quoted) {
                return at;
            }
        }
        return line.length();
    }

    private static String unquoted(String field) {
        boolean quoted = field.length() > 1 && field.charAt(0) == QUOTE && field.charAt(field.length() - 1) == QUOTE;
        return quoted ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field;
    }

    /** @return a field that any splitter takes for one */
    static String quoted(String field) {
        boolean plain = field.matches("[^\",;\\s#][^\",;\t]*");
        return plain ? field : QUOTE + field.replace("\"", "\"\"") + QUOTE;
    }
}
