package io.github.biwaa.data.list;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.array.CsvTable;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.TextFile;
import io.github.biwaa.image.decode.ImageFormat;
import io.github.biwaa.samples.PictureFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a list of pictures, one per line: a path, and after white space a class number, or no number in any line. The number is the last word if
 * it is a whole number; everything before it is the path, which may hold spaces and must end like a picture's. Blank lines and lines that begin
 * with # are left out; a line may end as on Windows, and the file may begin with a byte order mark. A picture listed twice counts twice.
 *
 * <p>A list may also be a table, {@code path,label}, with or without a header. Backslashes in paths are taken for slashes. If the class number is -1
 * in every line, there are none.
 */
public final class ListFileReader {
    private static final Logger LOG = LoggerFactory.getLogger(ListFileReader.class);
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?\\d+(\\.0*)?");
    private static final Pattern TABLE_ROW = Pattern.compile(
            ".+[,;]\\s*[+-]?\\d+(\\.0*)?|[+-]?\\d+[,;].+\\.\\w+|\".+\"(\\s*[,;].*)?"
                    + "|(.*[,;\t])?\\s*\"?(path|file|file_?name|file_?path|image|image_?(path|id|name)|img)\"?\\s*[,;\t].*",
            Pattern.CASE_INSENSITIVE);
    /** Of a path and a class; on megabytes of white space the pattern would take for ever. */
    private static final int LONGEST_ROW = 8192;

    private static final int LARGEST_CLASS = 99_999;
    private static final int NO_CLASS = -1;
    private static final String CLASS_NUMBER =
            "Expected a whole class number; to name classes, put pictures into a folder per class, or set classes";

    private final Path list;
    private final Rules rules;
    private final ListPaths listed;
    private final List<Path> paths = new ArrayList<>();
    private final Map<Path, Integer> firstPlace = new HashMap<>();
    private int[] labels = new int[1024];
    private int[] lines = new int[1024];
    private boolean labelled;
    private int withoutClass;
    private int duplicates;
    private int contradictions;
    private @Nullable String exampleOfDuplicate;

    /**
     * How a list is read.
     *
     * @param root what its paths are relative to
     * @param allowOutsideRoot whether absolute paths and {@code ..} are fine
     * @param skipBroken whether a line that names no picture is left out with a warning instead of refused
     * @param stripPrefix what is taken off the beginning of paths that begin so; may be empty
     */
    public record Rules(Path root, boolean allowOutsideRoot, boolean skipBroken, String stripPrefix) {
        /** A prefix is written as it stands in the list, with or without a slash at its end. */
        public Rules {
            stripPrefix = ListPaths.slashes(stripPrefix).replaceAll("/+$", "");
        }

        /** @return a path with slashes and without the prefix */
        String path(String listed) {
            String path = ListPaths.slashes(listed);
            return !stripPrefix.isEmpty() && path.startsWith(stripPrefix + "/")
                    ? path.substring(stripPrefix.length()).replaceAll("^/+", "")
                    : path;
        }
    }

    private ListFileReader(Path list, Rules rules) {
        this.list = list;
        this.rules = rules;
        this.listed = new ListPaths(list, rules);
    }

    /**
     * Reads a list; the pictures themselves are not looked at.
     *
     * @throws BiwaaException if a line is wrong; the message names file and line
     */
    public static ListFile read(Path list, Rules rules) {
        ListFileReader content = new ListFileReader(list, rules);
        if (isTable(list)) {
            content.addTable();
            return content.finish();
        }
        eachLine(list, (number, text) -> {
            content.addLine(number, text);
            return true;
        });
        return content.finish();
    }

    private interface LineUse {
        /** @return whether to go on */
        boolean goesOnAfter(int number, String text);
    }

    private static void eachLine(Path list, LineUse use) {
        try (BufferedReader reader = TextFile.open(list)) {
            int number = 0;
            boolean goesOn = true;
            for (String line = reader.readLine(); goesOn && line != null; line = reader.readLine()) {
                number++;
                String text = line.strip();
                if (number == 1 && text.indexOf('\0') >= 0) {
                    // UTF-16 without a mark.
                    throw new MalformedInputException(1);
                }
                goesOn = text.isEmpty() || text.startsWith("#") || use.goesOnAfter(number, text);
            }
        } catch (CharacterCodingException e) {
            throw new BiwaaException("cannot read the list " + list + ": " + TextFile.NOT_UTF_8 + ".", e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the list " + list + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /** @return whether the first lines have a path and a number, or nothing, in fields with commas or semicolons between them */
    static boolean isTable(Path list) {
        List<String> first = new ArrayList<>();
        eachLine(list, (number, text) -> first.add(text) && first.size() < 2);
        return first.stream()
                .anyMatch(line ->
                        line.length() <= LONGEST_ROW && TABLE_ROW.matcher(line).matches());
    }

    private void addTable() {
        CsvTable table = CsvTable.open(list);
        int[] path = {-1};
        table.read((line, fields) -> {
            for (int column = 0; path[0] < 0 && column < fields.size(); column++) {
                path[0] = ImageFiles.isPicture(ListPaths.fileName(ListPaths.slashes(fields.get(column)))) ? column : -1;
            }
            int label = labelColumn(table, path[0]);
            String number = label == path[0] ? "" : fields.get(label);
            if (!number.isEmpty() && !WHOLE_NUMBER.matcher(number).matches()) {
                throw ListFile.wrong(list, line, "the label is \"" + number + "\". " + CLASS_NUMBER);
            }
            add(line, listed.named(line, fields.get(Math.max(path[0], 0))), number);
        });
    }

    /** The column that is named so; else the only one after the path, or the first one before it. */
    private int labelColumn(CsvTable table, int path) {
        if (table.labelColumn() >= 0) {
            return table.labelColumn();
        }
        if (path >= 0 && path < table.width() - 2) {
            throw new BiwaaException("the table " + list + " has " + (table.width() - path - 1)
                    + " columns after the path. Expected one with class numbers; if there are more, name it label in the"
                    + " first line.");
        }
        return path == table.width() - 1 ? 0 : table.width() - 1;
    }

    private void addLine(int line, String text) {
        int gap = lastGap(text);
        String lastWord = text.substring(gap + 1);
        boolean hasLabel = gap > 0 && WHOLE_NUMBER.matcher(lastWord).matches();
        String path = listed.named(line, hasLabel ? text.substring(0, gap).strip() : text);
        if (!hasLabel && paths.isEmpty()) {
            listed.refuseNumberFirst(line, path);
        }
        add(line, path, hasLabel ? lastWord : "");
    }

    private void add(int line, String path, String number) {
        boolean hasLabel = !number.isEmpty();
        if (!isPicture(line, path)) {
            refuseOrSkip(line, () -> labelThatIsNoNumber(path)
                    .map(label -> "the label is \"" + label + "\". " + CLASS_NUMBER)
                    .orElseGet(() -> "\"" + path + "\" does not end like a picture (" + ImageFiles.extensions()
                            + "). Expected: path, or path and class number"));
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
        labels[place] = hasLabel ? label(line, number) : NO_CLASS;
        withoutClass += labels[place] == NO_CLASS ? 1 : 0;
        lines[place] = line;
        Path resolved = listed.inRoot(line, path);
        paths.add(resolved);
        Integer first = firstPlace.putIfAbsent(resolved, place);
        if (first != null) {
            duplicates++;
            contradictions += labels[first] == labels[place] ? 0 : 1;
            exampleOfDuplicate = resolved + " in lines " + lines[first] + " and " + line;
        }
    }

    /** By its name; by its content if that has no ending. */
    private boolean isPicture(int line, String path) {
        String name = ListPaths.fileName(path);
        if (name.isEmpty() || name.indexOf('.') >= 0) {
            return ImageFiles.isPicture(name);
        }
        return ImageFiles.formatOf(rules.root().resolve(listed.inRoot(line, path)))
                .filter(ImageFormat::readable)
                .isPresent();
    }

    /** @return what follows the name of a picture, after white space or a comma */
    private static Optional<String> labelThatIsNoNumber(String text) {
        int gap = Math.max(Math.max(lastGap(text), text.lastIndexOf(',')), text.lastIndexOf(';'));
        return Optional.of(text.substring(gap + 1).strip())
                .filter(label -> gap > 0 && !WHOLE_NUMBER.matcher(label).matches())
                .filter(label -> ImageFiles.isPicture(ListPaths.fileName(text.substring(0, endBefore(text, gap)))));
    }

    /** @return where the text before a place ends without white space, commas and semicolons; found in one pass, whatever a file says */
    private static int endBefore(String text, int place) {
        int end = place;
        while (end > 0 && (Character.isWhitespace(text.charAt(end - 1)) || ",;".indexOf(text.charAt(end - 1)) >= 0)) {
            end--;
        }
        return end;
    }

    private void refuseOrSkip(int line, Supplier<String> why) {
        if (!rules.skipBroken()) {
            throw ListFile.wrong(list, line, why.get());
        }
        LOG.atWarn().addArgument(() -> ListFile.message(list, line, why.get())).log("Skipped: {}");
    }

    private static int lastGap(String text) {
        int at = text.length() - 1;
        while (at >= 0 && !Character.isWhitespace(text.charAt(at))) {
            at--;
        }
        return at;
    }

    private int label(int line, String text) {
        try {
            int label = Integer.parseInt(text.replaceFirst("\\..*", ""));
            if (label >= NO_CLASS && label <= LARGEST_CLASS) {
                return label;
            }
        } catch (NumberFormatException e) {
            // Too many digits: the same message.
        }
        throw ListFile.wrong(list, line, "the class number is " + text + ", expected 0 to " + LARGEST_CLASS);
    }

    private ListFile finish() {
        if (paths.isEmpty()) {
            throw new BiwaaException(
                    "the list " + list + " names no picture. Expected one per line: path, or path and class number.");
        }
        if (duplicates > 0) {
            LOG.warn(
                    "{}: {} lines name a picture that is listed already, {} of them with another class number, such as"
                            + " {}. All are kept.",
                    list,
                    duplicates,
                    contradictions,
                    exampleOfDuplicate);
        }
        int size = paths.size();
        boolean numbered = labelled && withoutClass < size;
        if (numbered && withoutClass > 0) {
            int first = IntStream.range(0, size)
                    .filter(place -> labels[place] == NO_CLASS)
                    .findFirst()
                    .orElseThrow();
            throw ListFile.wrong(
                    list,
                    lines[first],
                    "the class number is -1, which means none, but other pictures have one. Expected one in every line"
                            + " or in none");
        }
        return new ListFile(
                list,
                PictureFiles.below(rules.root(), paths),
                numbered ? Optional.of(Arrays.copyOf(labels, size)) : Optional.empty(),
                Arrays.copyOf(lines, size));
    }
}
