package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The names of classes: from a file, from folders, or their numbers. */
final class ClassNames {

    private ClassNames() {}

    /**
     * Reads a file with one name per line; blank lines and lines that begin with # are left out.
     *
     * @throws BiwaaException if it cannot be read or names a class twice
     */
    static List<String> read(Path file) {
        try {
            List<String> names = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                String name = line.replace("\uFEFF", "").strip();
                if (name.isEmpty() || name.startsWith("#")) {
                    continue;
                }
                if (!seen.add(name)) {
                    throw new BiwaaException(file + ", line " + number + ": the class " + name + " is there already. Expected one name per line, each once.");
                }
                names.add(name);
            }
            return names;
        } catch (IOException e) {
            throw new BiwaaException("cannot read the class names " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /**
     * Names for the numbers of a list: the folder that all pictures of a class lie in, where each class has one of its own; else the numbers.
     *
     * @param files the pictures
     * @param labels their class numbers, from 0
     * @return one name per number from 0 to the largest
     */
    static List<String> fromFolders(List<Path> files, int[] labels) {
        int classes = 0;
        for (int label : labels) {
            classes = Math.max(classes, label + 1);
        }
        List<Optional<String>> names = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            names.add(null);
        }
        for (int i = 0; i < labels.length; i++) {
            String folder = parentName(files.get(i));
            Optional<String> known = names.get(labels[i]);
            if (known == null) {
                names.set(labels[i], Optional.of(folder));
            } else if (known.isPresent() && !known.get().equals(folder)) {
                names.set(labels[i], Optional.empty());
            }
        }
        Set<String> distinct = new HashSet<>();
        for (Optional<String> name : names) {
            if (name == null || name.isEmpty() || name.get().isEmpty() || !distinct.add(name.get())) {
                return numbers(classes);
            }
        }
        return names.stream().map(Optional::get).toList();
    }

    private static String parentName(Path file) {
        Path parent = file.getParent();
        return parent == null || parent.getFileName() == null ? "" : parent.getFileName().toString();
    }

    private static List<String> numbers(int classes) {
        List<String> names = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            names.add(Integer.toString(k));
        }
        return names;
    }
}
