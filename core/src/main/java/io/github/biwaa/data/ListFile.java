package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A list of pictures, one per line: a path, and after white space a class number, or no number in any line. The number is the last word if it is
 * a whole number; everything before it is the path, which may hold spaces and must end like a picture's. Blank lines and lines that begin with #
 * are left out; a line may end as on Windows.
 *
 * @param files the pictures, in the order of the list
 * @param labels their class numbers, or empty
 * @param lines the line of each picture, from 1
 */
record ListFile(List<Path> files, Optional<int[]> labels, int[] lines) {
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");
    private static final int LARGEST_CLASS = 1_000_000;

    /**
     * Reads a list.
     *
     * @param root what its paths are relative to
     * @throws BiwaaException if a line is wrong; the message names file and line
     */
    static ListFile read(Path list, Path root, boolean allowOutsideRoot) {
        List<Path> files = new ArrayList<>();
        int[] labels = new int[1024];
        int[] lines = new int[1024];
        boolean labelled = false;
        try (BufferedReader reader = Files.newBufferedReader(list)) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String text = (number == 1 ? line.replace("\uFEFF", "") : line).strip();
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                int gap = lastGap(text);
                boolean hasLabel = gap > 0 && NUMBER.matcher(text.substring(gap + 1)).matches();
                String path = hasLabel ? text.substring(0, gap).strip() : text;
                if (!ImageFiles.isPicture(fileName(path))) {
                    throw wrong(list, number, "\"" + path + "\" does not end like a picture (" + ImageFiles.extensions()
                            + "). Expected: path, or path and class number");
                }
                if (!files.isEmpty() && hasLabel != labelled) {
                    throw wrong(list, number, "there is " + (hasLabel ? "a" : "no") + " class number, unlike in the lines before. Expected one in every line or in none");
                }
                labelled = hasLabel;
                if (files.size() == lines.length) {
                    labels = Arrays.copyOf(labels, 2 * labels.length);
                    lines = Arrays.copyOf(lines, 2 * lines.length);
                }
                labels[files.size()] = hasLabel ? label(list, number, text.substring(gap + 1)) : -1;
                lines[files.size()] = number;
                files.add(resolve(list, number, root, path, allowOutsideRoot));
            }
        } catch (CharacterCodingException e) {
            throw new BiwaaException("cannot read the list " + list + ": it is not text in UTF-8.", e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the list " + list + ": " + AtomicFile.reason(e) + ".", e);
        }
        if (files.isEmpty()) {
            throw new BiwaaException("the list " + list + " names no picture.");
        }
        int size = files.size();
        return new ListFile(files, labelled ? Optional.of(Arrays.copyOf(labels, size)) : Optional.empty(), Arrays.copyOf(lines, size));
    }

    private static int lastGap(String text) {
        for (int at = text.length() - 1; at > 0; at--) {
            if (Character.isWhitespace(text.charAt(at))) {
                return at;
            }
        }
        return -1;
    }

    private static String fileName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static int label(Path list, int line, String text) {
        try {
            int label = Integer.parseInt(text);
            if (label >= 0 && label <= LARGEST_CLASS) {
                return label;
            }
        } catch (NumberFormatException e) {
            // Too many digits: the same message.
        }
        throw wrong(list, line, "the class number is " + text + ", expected 0 to " + LARGEST_CLASS);
    }

    private static Path resolve(Path list, int line, Path root, String text, boolean allowOutsideRoot) {
        try {
            Path path = Path.of(text);
            Path resolved = root.resolve(path).normalize();
            // Links inside the root are followed: whoever made them could read what they point to.
            if (!allowOutsideRoot && (path.isAbsolute() || !resolved.startsWith(root.normalize()))) {
                throw wrong(list, line, "\"" + text + "\" lies outside " + root + ". Use --allow-outside-root if that is meant");
            }
            return resolved;
        } catch (InvalidPathException e) {
            throw wrong(list, line, "\"" + text + "\" is no path: " + e.getReason());
        }
    }

    static BiwaaException wrong(Path list, int line, String why) {
        return new BiwaaException(list + ", line " + line + ": " + why + ".");
    }
}
