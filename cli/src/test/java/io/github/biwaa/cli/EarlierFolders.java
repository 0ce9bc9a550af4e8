package io.github.biwaa.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies of what an earlier version of Biwaa left: see earlier/README.md among the test resources. */
public final class EarlierFolders {
    private static final String PLACE = "@FOLDER@";
    private static final List<String> WITH_PATHS =
            List.of("config.yaml", "provenance.json", "step-10.json", "step-15.json");

    private EarlierFolders() {}

    /** Copies all of them, with paths that are right there. */
    public static Path copyTo(Path folder) throws IOException {
        Path origin = origin();
        try (Stream<Path> files = Files.walk(origin)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(origin.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                if (WITH_PATHS.contains(file.getFileName().toString())
                        || file.getParent().endsWith("jobs")) {
                    Files.writeString(copy, Files.readString(file).replace(PLACE, folder.toString()));
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return folder;
    }

    private static Path origin() {
        try {
            return Path.of(EarlierFolders.class.getResource("/earlier").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
