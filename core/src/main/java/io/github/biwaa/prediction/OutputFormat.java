package io.github.biwaa.prediction;

import io.github.biwaa.InvalidSettingException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of text that predictions can be written as. */
public enum OutputFormat {
    /** Comma-separated values with a header. */
    CSV("csv", CsvRows::new),
    /** An object of JSON per line. */
    JSONL("jsonl", JsonRows::new);

    private final String id;
    private final Rows rows;

    /** Makes rows of a kind. */
    @FunctionalInterface
    private interface Rows {
        RowFormat of(String key, int candidates, Optional<Sureness> sure);
    }

    OutputFormat(String id, Rows rows) {
        this.id = id;
        this.rows = rows;
    }

    /**
     * Rows of this kind.
     *
     * @param key what the first column is called: path of pictures, row of embeddings
     * @param candidates how many classes a row names, the most likely first, at least 1
     * @param sure tells sure predictions from others, if rows say so
     * @throws InvalidSettingException if it names none
     */
    public RowFormat rows(String key, int candidates, Optional<Sureness> sure) {
        if (candidates < 1) {
            throw new InvalidSettingException("top-k: " + candidates + ", expected at least 1");
        }
        return rows.of(key, candidates, sure);
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
