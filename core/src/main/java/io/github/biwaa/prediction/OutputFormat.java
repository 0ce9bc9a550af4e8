package io.github.biwaa.prediction;

import io.github.biwaa.InvalidSettingException;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The kinds of text that predictions can be written as. */
public enum OutputFormat {
    /** Comma-separated values with a header. */
    CSV("csv", CsvRows::new),
    /** An object of JSON per line. */
    JSONL("jsonl", JsonRows::new);

    private final String id;
    private final BiFunction<String, Integer, RowFormat> rows;

    OutputFormat(String id, BiFunction<String, Integer, RowFormat> rows) {
        this.id = id;
        this.rows = rows;
    }

    /**
     * Rows of this kind.
     *
     * @param key what the first column is called: path of pictures, row of embeddings
     * @param candidates how many classes a row names, the most likely first, at least 1
     * @throws InvalidSettingException if it names none
     */
    public RowFormat rows(String key, int candidates) {
        if (candidates < 1) {
            throw new InvalidSettingException("top-k: " + candidates + ", expected at least 1");
        }
        return rows.apply(key, candidates);
    }

    /** @throws InvalidSettingException if there is no such kind */
    public static OutputFormat named(String id) {
        return Arrays.stream(values())
                .filter(format -> format.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException("format: " + id + ", expected "
                        + Arrays.stream(values()).map(format -> format.id).collect(Collectors.joining(" or "))));
    }
}
