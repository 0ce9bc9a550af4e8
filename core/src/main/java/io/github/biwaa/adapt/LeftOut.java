package io.github.biwaa.adapt;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.samples.Pictures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files of a folder that are not among its pictures.
 *
 * @param byKind how many there are by the end of their names, such as {@code heic}; {@code no ending} without one
 */
public record LeftOut(SortedMap<String, Integer> byKind) {

    static LeftOut of(Pictures pictures, Path folder) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            Set<Path> taken = new HashSet<>(pictures.files());
            try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
                files.filter(file -> !taken.contains(file) && Files.isRegularFile(file))
                        .forEach(file -> counts.merge(kind(file), 1, Integer::sum));
            } catch (IOException | UncheckedIOException e) {
                throw new BiwaaException("cannot list the folder " + folder + ": " + e.getMessage() + ".", e);
            }
        }
        return new LeftOut(counts);
    }

    private static String kind(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "no ending" : name.substring(dot + 1);
    }
}
