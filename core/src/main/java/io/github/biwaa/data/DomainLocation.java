package io.github.biwaa.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a domain's pictures are.
 *
 * @param path a folder, or a list file
 * @param root what the paths of a list are relative to; empty for the list's own folder
 * @param classesFile a file with one class name per line, in the order of the numbers; empty to take names from folders
 * @param unlabelled whether sub-folders and numbers mean nothing
 * @param allowOutsideRoot whether a list may name files outside its root
 */
public record DomainLocation(
        Path path, Optional<Path> root, Optional<Path> classesFile, boolean unlabelled, boolean allowOutsideRoot) {

    /** @return a location with nothing special about it */
    public static DomainLocation of(Path path) {
        return new DomainLocation(path, Optional.empty(), Optional.empty(), false, false);
    }
}
