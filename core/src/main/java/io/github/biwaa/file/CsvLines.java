package io.github.biwaa.file;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;

/**
 * Writes comma-separated values after RFC 4180, except that lines end in a line feed alone. A field stands in quotes if it holds a comma, a quote or
 * a line break, and also where a reader might split it at semicolons or tabs, strip it, or take it for a comment.
 */
public final class CsvLines {
    private CsvLines() {}

    /** Quotes what RFC 4180 leaves plain and lenient readers would change. */
    private enum Cautious implements QuoteStrategy {
        INSTANCE;

        @Override
        public boolean quoteValue(int line, int field, String value) {
            return value.startsWith("#")
                    || value.indexOf(';') >= 0
                    || value.indexOf('\t') >= 0
                    || !value.equals(value.strip());
        }
    }

    /** @return a writer of rows to a file; closing it closes the file */
    public static CsvWriter to(Writer file) {
        return settings().build(file);
    }

    /** @return one row with its line feed */
    public static String row(List<String> fields) {
        StringWriter text = new StringWriter();
        settings().bufferSize(0).build(text).writeRecord(fields);
        return text.toString();
    }

    private static CsvWriter.CsvWriterBuilder settings() {
        return CsvWriter.builder().lineDelimiter(LineDelimiter.LF).quoteStrategy(Cautious.INSTANCE);
    }
}
