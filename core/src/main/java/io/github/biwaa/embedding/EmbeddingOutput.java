package io.github.biwaa.embedding;

import io.github.biwaa.InvalidSettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where embeddings go; the ends of the names decide the formats.
 *
 * @param features .npy, .npz or .csv
 * @param labels .npy, .npz, .csv or .txt; the same file as the features if that is .npz or .csv; empty to write none
 */
public record EmbeddingOutput(Path features, Optional<Path> labels) {
    private static final List<String> FEATURES = List.of(".npy", ".npz", ".csv");
    private static final List<String> LABELS = List.of(".npy", ".npz", ".csv", ".txt");

    /** @throws InvalidSettingException if a name ends otherwise */
    public EmbeddingOutput {
        requireEnd("out", features, FEATURES);
        labels.ifPresent(file -> requireEnd("labels-out", file, LABELS));
        if (labels.isPresent()
                && together(features, labels.get())
                && end(features).equals(".npy")) {
            throw new InvalidSettingException(
                    "labels-out: " + labels.get()
                            + " is the output file too; expected another file, for .npy holds a single array (.npz and .csv hold both)");
        }
    }

    private static void requireEnd(String key, Path file, List<String> ends) {
        if (!ends.contains(end(file))) {
            throw new InvalidSettingException(
                    key + ": " + file + ", expected a name that ends in " + String.join(", ", ends));
        }
    }

    private static String end(Path file) {
        String name = file.getFileName().toString();
        return name.substring(Math.max(0, name.lastIndexOf('.'))).toLowerCase(Locale.ROOT);
    }

    private static boolean together(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    /** @return the end of the features' name in lower case: .npy, .npz or .csv */
    String format() {
        return end(features);
    }

    /** @return whether the labels go into the file of the features */
    boolean labelsInside() {
        return labels.isPresent() && together(features, labels.get());
    }

    /** @return the list of the pictures, a path per line in the order of the rows: x.paths.txt for x.npy */
    public Path paths() {
        return beside(features, ".paths.txt");
    }

    /** @return the names of the classes, where labels are written as numbers: y.classes.txt for y.npy */
    public Optional<Path> classes() {
        return labels.filter(file -> end(file).startsWith(".np")).map(file -> beside(file, ".classes.txt"));
    }

    private static Path beside(Path file, String end) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + end);
    }

    /** @return all files that will be written, the features last */
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        labels.filter(file -> !labelsInside()).ifPresent(files::add);
        classes().ifPresent(files::add);
        files.add(paths());
        files.add(features);
        return files;
    }

    /** @return those of the files that are there already */
    public List<Path> existing() {
        return files().stream().filter(Files::exists).toList();
    }
}
