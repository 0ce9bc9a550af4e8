package io.github.biwaa.data.list;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The names of classes: from a file, from folders, or their numbers. */
public final class ClassNames {
    /** No folder is called so. */
    private static final String NONE = "";

    private ClassNames() {}

    /**
     * Reads a file with one name per line; blank lines and lines that begin with # are left out.
     *
     * @throws BiwaaException if it cannot be read, names nothing or names a class twice
     */
    public static List<String> read(Path file) {
        Map<String, Integer> lineOf = new HashMap<>();
        List<String> names = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String name = line.strip();
            if (name.isEmpty() || name.startsWith("#")) {
                continue;
            }
            Integer earlier = lineOf.putIfAbsent(name, number);
            if (earlier != null) {
                throw new BiwaaException(file + ", line " + number + ": the class \"" + name + "\" is in line "
                        + earlier + " already. Expected one name per line, each once.");
            }
            names.add(name);
        }
        if (names.isEmpty()) {
            throw new BiwaaException("the file of class names " + file
                    + " is empty. Expected one name per line, in the order of the class numbers.");
        }
        return List.copyOf(names);
    }

    private static List<String> lines(Path file) {
        try (BufferedReader reader = TextFile.open(file)) {
            List<String> lines = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
            return lines;
        } catch (CharacterCodingException e) {
            throw new BiwaaException("cannot read the class names " + file + ": " + TextFile.NOT_UTF_8 + ".", e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the class names " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /**
     * Names for the numbers of a list: the name of the folder that all pictures of a class lie in, where no other class has that folder too;
     * else the number.
     *
     * @param files the pictures
     * @param labels their class numbers, from 0
     * @return one name per number from 0 to the largest, all different
     */
    static List<String> fromFolders(List<Path> files, int[] labels) {
        List<Optional<String>> folders = commonFolders(files, labels);
        List<String> names = new ArrayList<>();
        for (int k = 0; k < folders.size(); k++) {
            names.add(folders.get(k).orElse(Integer.toString(k)));
        }
        // A folder that is called like another class's number.
        return new HashSet<>(names).size() == names.size() ? List.copyOf(names) : numbers(folders.size());
    }

    /**
     * @param files the pictures
     * @param labels their class numbers, from 0
     * @return for each number up to the largest the name of the folder that all its pictures lie in; empty where there is none or where another
     *     class lies in a folder of that name as well
     */
    public static List<Optional<String>> commonFolders(List<Path> files, int[] labels) {
        String[] common = new String[Arrays.stream(labels).max().orElse(-1) + 1];
        for (int i = 0; i < labels.length; i++) {
            String folder = parentName(files.get(i));
            String known = common[labels[i]];
            common[labels[i]] = known == null || known.equals(folder) ? folder : NONE;
        }
        Map<String, Integer> classesIn = new HashMap<>();
        for (String folder : common) {
            classesIn.merge(folder == null ? NONE : folder, 1, Integer::sum);
        }
        return Arrays.stream(common)
                .map(folder -> Optional.ofNullable(folder)
                        .filter(name -> !name.equals(NONE) && Objects.equals(classesIn.get(name), 1)))
                .toList();
    }

    private static String parentName(Path file) {
        Path parent = file.getParent();
        return parent == null || parent.getFileName() == null
                ? NONE
                : parent.getFileName().toString();
    }

    private static List<String> numbers(int classes) {
        List<String> names = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            names.add(Integer.toString(k));
        }
        return names;
    }
}
