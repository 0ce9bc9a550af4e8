package io.github.biwaa.data;

import io.github.biwaa.samples.Pictures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder of files for tests of what is read from disk; their content does not matter. */
record PictureTree(Path root) {

    /** Makes files, and the folders that they lie in. */
    PictureTree with(String... files) {
        for (String file : files) {
            text(file, "");
        }
        return this;
    }

    /** Makes empty folders. */
    PictureTree withFolders(String... folders) {
        try {
            for (String folder : folders) {
                Files.createDirectories(root.resolve(folder));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a text file. */
    Path text(String file, String text) {
        try {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            return Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a domain, relative to this folder. */
    List<String> relative(Pictures domain) {
        return domain.files().stream()
                .map(file -> root.toAbsolutePath()
                        .relativize(file.toAbsolutePath())
                        .toString()
                        .replace('\\', '/'))
                .toList();
    }

    DomainLocation location(String path) {
        return DomainLocation.of(root.resolve(path));
    }
}
