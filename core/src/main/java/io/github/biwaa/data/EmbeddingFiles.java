package io.github.biwaa.data;

import io.github.biwaa.array.ArrayFiles;
import io.github.biwaa.data.list.ImageFiles;
import io.github.biwaa.file.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Which files hold embeddings (features that somebody computed before) rather than a list of pictures: the end of the name decides. */
final class EmbeddingFiles {
    /** For messages. */
    static final String KINDS = ".npy, .npz, .csv or .mat";

    private static final int FIRST_ROWS = 2;

    private EmbeddingFiles() {}

    /** @return whether a path names a file of embeddings; it need not exist, but is no folder */
    static boolean isNamedSo(Path path) {
        return (ArrayFiles.isNamedSo(path) || isTable(path)) && !Files.isDirectory(path) && !isPictureList(path);
    }

    /** @return whether a table's first rows name pictures */
    private static boolean isPictureList(Path file) {
        if (!isTable(file) || !Files.isRegularFile(file)) {
            return false;
        }
        try (BufferedReader reader = TextFile.open(file)) {
            return reader.lines()
                    .limit(FIRST_ROWS)
                    .flatMap(line -> Arrays.stream(line.split("[,;\\s\"/\\\\]")))
                    .anyMatch(word -> ImageFiles.isPicture(word.strip()));
        } catch (IOException | UncheckedIOException e) {
            // Whoever reads the file says why it cannot be read.
            return false;
        }
    }

    /** @return whether a file is a table in text */
    static boolean isTable(Path file) {
        return endsWith(file.toString(), ".csv");
    }

    /** @return whether a file may hold labels alone: all of the above, and text with one label per line */
    static boolean mayHoldLabels(Path file) {
        return ArrayFiles.isNamedSo(file) || isTable(file) || endsWith(file.toString(), ".txt");
    }

    private static boolean endsWith(String name, String end) {
        return name.toLowerCase(Locale.ROOT).endsWith(end);
    }
}
