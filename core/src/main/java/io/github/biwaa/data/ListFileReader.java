package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.samples.PictureFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a list of pictures, one per line: a path, and after white space a class number, or no number in any line. The number is the last word if
 * it is a whole number; everything before it is the path, which may hold spaces and must end like a picture's. Blank lines and lines that begin
 * with # are left out; a line may end as on Windows, and the file may begin with a byte order mark. A picture listed twice counts twice.
 */
final class ListFileReader {
    private static final Logger LOG = LoggerFactory.getLogger(ListFileReader.class);
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?\\d+");
    private static final int LARGEST_CLASS = 99_999;

    private final Path list;
    private final Rules rules;
    private final List<Path> paths = new ArrayList<>();
    private final Map<Path, Integer> firstPlace = new HashMap<>();
    private int[] labels = new int[1024];
    private int[] lines = new int[1024];
    private boolean labelled;
    private int duplicates;
    private int contradictions;
    private String exampleOfDuplicate;

    /**
     * How a list is read.
     *
     * @param root what its paths are relative to
     * @param allowOutsideRoot whether absolute paths and {@code ..} are fine
     * @param skipBroken whether a line that names no picture is left out with a warning instead of refused
     */
    record Rules(Path root, boolean allowOutsideRoot, boolean skipBroken) {}

    private ListFileReader(Path list, Rules rules) {
        this.list = list;
        this.rules = rules;
    }

    /**
     * Reads a list; the pictures themselves are not looked at.
     *
     * @throws BiwaaException if a line is wrong; the message names file and line
     */
    static ListFile read(Path list, Rules rules) {
        ListFileReader content = new ListFileReader(list, rules);
        try (BufferedReader reader = Files.newBufferedReader(list)) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String text = (number == 1 ? withoutByteOrderMark(line) : line).strip();
                if (!text.isEmpty() && !text.startsWith("#")) {
                    content.add(number, text);
                }
            }
        } catch (CharacterCodingException e) {
            throw new BiwaaException("cannot read the list " + list + ": it is not text in UTF-8.", e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the list " + list + ": " + AtomicFile.reason(e) + ".", e);
        }
        return content.finish();
    }

    /** @return the first line of a file without the mark that some editors put before it */
    static String withoutByteOrderMark(String line) {
        return line.startsWith("\uFEFF") ? line.substring(1) : line;
    }

    private void add(int line, String text) {
        int gap = lastGap(text);
        String lastWord = text.substring(gap + 1);
        boolean hasLabel = gap > 0 && WHOLE_NUMBER.matcher(lastWord).matches();
        String path = hasLabel ? text.substring(0, gap).strip() : text;
        if (!ImageFiles.isPicture(fileName(path))) {
            refuseOrSkip(
                    line,
                    "\"" + path + "\" does not end like a picture (" + ImageFiles.extensions()
                            + "). Expected: path, or path and class number");
            return;
        }
        if (!paths.isEmpty() && hasLabel != labelled) {
            throw ListFile.wrong(
                    list,
                    line,
                    (hasLabel
                                    ? "a class number, unlike in the line of the picture before"
                                    : "no class number, unlike in the line of the picture before")
                            + ". Expected one in every line or in none");
        }
        labelled = hasLabel;
        int place = paths.size();
        if (place == lines.length) {
            labels = Arrays.copyOf(labels, 2 * place);
            lines = Arrays.copyOf(lines, 2 * place);
        }
        labels[place] = hasLabel ? label(line, lastWord) : -1;
        lines[place] = line;
        Path resolved = pathInRoot(line, path);
        paths.add(resolved);
        Integer first = firstPlace.putIfAbsent(resolved, place);
        if (first != null) {
            duplicates++;
            contradictions += labels[first] == labels[place] ? 0 : 1;
            exampleOfDuplicate = resolved + " in lines " + lines[first] + " and " + line;
        }
    }

    private void refuseOrSkip(int line, String why) {
        BiwaaException refusal = ListFile.wrong(list, line, why);
        if (!rules.skipBroken()) {
            throw refusal;
        }
        LOG.warn("Skipped: {}", refusal.getMessage());
    }

    private static int lastGap(String text) {
        int at = text.length() - 1;
        while (at >= 0 && !Character.isWhitespace(text.charAt(at))) {
            at--;
        }
        return at;
    }

    private static String fileName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private int label(int line, String text) {
        try {
            int label = Integer.parseInt(text);
            if (label >= 0 && label <= LARGEST_CLASS) {
                return label;
            }
        } catch (NumberFormatException e) {
            // Too many digits: the same message.
        }
        throw ListFile.wrong(list, line, "the class number is " + text + ", expected 0 to " + LARGEST_CLASS);
    }

    /** Links inside the root are followed wherever they lead: whoever made them chose so. */
    private Path pathInRoot(int line, String text) {
        try {
            Path path = Path.of(text);
            if (rules.allowOutsideRoot()) {
                return path;
            }
            boolean climbs = false;
            for (Path part : path) {
                climbs |= part.toString().equals("..");
            }
            if (climbs || path.getRoot() != null) {
                throw ListFile.wrong(
                        list,
                        line,
                        "\"" + text + "\" may lie outside " + rules.root()
                                + ". Expected a path relative to it without \"..\"; use --allow-outside-root if the path is meant");
            }
            return path.normalize();
        } catch (InvalidPathException e) {
            throw ListFile.wrong(list, line, "\"" + text + "\" is no path: " + e.getReason());
        }
    }

    private ListFile finish() {
        if (paths.isEmpty()) {
            throw new BiwaaException(
                    "the list " + list + " names no picture. Expected one per line: path, or path and class number.");
        }
        if (duplicates > 0) {
            LOG.warn(
                    "{}: {} lines name a picture that is listed already, {} of them with another class number, such as {}. All are kept.",
                    list,
                    duplicates,
                    contradictions,
                    exampleOfDuplicate);
        }
        int size = paths.size();
        return new ListFile(
                list,
                PictureFiles.below(rules.root(), paths),
                labelled ? Optional.of(Arrays.copyOf(labels, size)) : Optional.empty(),
                Arrays.copyOf(lines, size));
    }
}
