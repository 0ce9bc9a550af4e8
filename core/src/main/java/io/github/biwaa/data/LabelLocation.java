package io.github.biwaa.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the labels of embeddings are, if not where they are looked for by themselves.
 *
 * @param file a file of its own, or empty
 * @param within the name of an array or column in the file of the embeddings, or {@code last} for the last column; empty with a file of its own
 */
public record LabelLocation(Optional<Path> file, Optional<String> within) {
    /** The last column of a table. */
    static final String LAST = "last";

    /** @throws IllegalArgumentException if it is not exactly one of both */
    public LabelLocation {
        if (file.isPresent() == within.isPresent()) {
            throw new IllegalArgumentException("labels are in a file of their own or within that of the embeddings");
        }
    }

    /**
     * @return the place of a setting: a file if it ends in .npy, .npz, .csv, .mat or .txt, else a name within the file of the embeddings
     * @throws io.github.biwaa.BiwaaException if there is such a file, of a kind that is not read
     */
    public static LabelLocation named(String setting) {
        Path path = Path.of(setting);
        if (EmbeddingFiles.mayHoldLabels(path)) {
            return new LabelLocation(Optional.of(path), Optional.empty());
        }
        if (Files.isRegularFile(path)) {
            ForeignFiles.refuseLabels(path);
        }
        return new LabelLocation(Optional.empty(), Optional.of(setting));
    }

    /** @return the setting that {@link #named} reads, with an absolute path */
    public String setting() {
        return file.map(path -> path.toAbsolutePath().normalize().toString())
                .or(() -> within)
                .orElseThrow();
    }
}
