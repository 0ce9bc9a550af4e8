package io.github.biwaa.data;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.setting.SampleKind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a domain's samples are.
 *
 * @param path a folder of pictures, a list file, or a file of embeddings
 * @param root what the paths of a list are relative to; empty for the list's own folder
 * @param classesFile a file with one class name per line, in the order of the numbers; empty to take names from folders
 * @param unlabelled whether sub-folders and numbers mean nothing
 * @param allowOutsideRoot whether a list may name files outside its root
 * @param labels where the labels of embeddings are; empty to look for them in the file itself
 * @param stripPrefix what is taken off the beginning of paths in a list, for lists that were made on another machine
 * @param renames what class folders are to be called instead
 */
public record DomainLocation(
        Path path,
        Optional<Path> root,
        Optional<Path> classesFile,
        boolean unlabelled,
        boolean allowOutsideRoot,
        Optional<LabelLocation> labels,
        Optional<String> stripPrefix,
        ClassRenames renames) {
    private static final Map<SampleKind, Path> MEMORY =
            Map.of(SampleKind.EMBEDDINGS, Path.of("(in memory)"), SampleKind.PICTURES, Path.of("(pictures in memory)"));

    /** A domain of pictures, or one of embeddings that has its labels with it. */
    public DomainLocation(
            Path path, Optional<Path> root, Optional<Path> classesFile, boolean unlabelled, boolean allowOutsideRoot) {
        this(path, root, classesFile, unlabelled, allowOutsideRoot, Optional.empty());
    }

    /** Without anything taken off the paths of a list. */
    public DomainLocation(
            Path path,
            Optional<Path> root,
            Optional<Path> classesFile,
            boolean unlabelled,
            boolean allowOutsideRoot,
            Optional<LabelLocation> labels) {
        this(path, root, classesFile, unlabelled, allowOutsideRoot, labels, Optional.empty(), ClassRenames.NONE);
    }

    /** @return the same, where a list's paths lose their beginning if it is this one */
    public DomainLocation withStripPrefix(Optional<String> prefix) {
        return new DomainLocation(path, root, classesFile, unlabelled, allowOutsideRoot, labels, prefix, renames);
    }

    /** @return the same, with other names for class folders */
    public DomainLocation withRenames(ClassRenames names) {
        return new DomainLocation(path, root, classesFile, unlabelled, allowOutsideRoot, labels, stripPrefix, names);
    }

    /** @return a location with nothing special about it */
    public static DomainLocation of(Path path) {
        return new DomainLocation(path, Optional.empty(), Optional.empty(), false, false);
    }

    /** @return the place of samples that a program holds in memory, which nobody else can read */
    public static DomainLocation memory(SampleKind kind) {
        return of(requireNonNull(MEMORY.get(kind)));
    }

    /** @return whether the samples are in no file */
    public boolean inMemory() {
        return MEMORY.containsValue(path);
    }

    /** @return what is there, by the path's name: embeddings if it ends in .npy, .npz, .csv or .mat */
    public SampleKind kind() {
        return path.equals(MEMORY.get(SampleKind.EMBEDDINGS)) || EmbeddingFiles.isNamedSo(path)
                ? SampleKind.EMBEDDINGS
                : SampleKind.PICTURES;
    }
}
