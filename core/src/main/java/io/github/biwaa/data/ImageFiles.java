package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Which files count as pictures, and listing them in an order that is the same on every machine. */
final class ImageFiles {
    private static final Set<String> EXTENSIONS =
            Set.of("jpg", "jpeg", "jpe", "jfif", "png", "bmp", "gif", "webp");

    private ImageFiles() {}

    /** @return whether a name ends like a picture's, in any case; hidden files do not count */
    static boolean isPicture(String name) {
        int dot = name.lastIndexOf('.');
        return !name.startsWith(".") && dot > 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** @return the extensions, for messages */
    static String extensions() {
        return EXTENSIONS.stream().sorted().reduce((a, b) -> a + ", " + b).orElseThrow();
    }

    /** @return the pictures in a folder and below it, sorted by their path within it */
    static List<Path> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(file -> isPicture(file.getFileName().toString()) && Files.isRegularFile(file))
                    .filter(file -> !hidden(folder.relativize(file)))
                    .sorted((a, b) -> key(folder, a).compareTo(key(folder, b)))
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw unreadable(folder, e);
        }
    }

    /** @return the sub-folders, sorted by name; hidden ones left out */
    static List<Path> folders(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.isDirectory(entry) && !entry.getFileName().toString().startsWith("."))
                    .sorted((a, b) -> a.getFileName().toString().compareTo(b.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** @return whether pictures lie in the folder itself */
    static boolean anyDirectlyIn(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.anyMatch(entry -> isPicture(entry.getFileName().toString()) && Files.isRegularFile(entry));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static String key(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static BiwaaException unreadable(Path folder, Exception e) {
        IOException cause = e instanceof IOException io ? io : ((java.io.UncheckedIOException) e).getCause();
        return new BiwaaException("cannot list the folder " + folder + ": " + AtomicFile.reason(cause) + ".", e);
    }
}
