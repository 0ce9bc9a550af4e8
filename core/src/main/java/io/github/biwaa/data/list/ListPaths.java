package io.github.biwaa.data.list;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The paths that a list names, with slashes, relative to the root of the list. */
final class ListPaths {
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:/");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");
    private static final Pattern NUMBER_FIRST = Pattern.compile("\\d+\\s+(\\S.*)");

    /** No system knows files of longer paths, and each beginning of one is tried. */
    private static final int LONGEST_PATH = 4096;

    private final Path list;
    private final ListFileReader.Rules rules;

    ListPaths(Path list, ListFileReader.Rules rules) {
        this.list = list;
        this.rules = rules;
    }

    /** Paths are written with backslashes on Windows. */
    static String slashes(String path) {
        return path.replace('\\', '/');
    }

    static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * The path that a line names, without quotation marks around it and without the prefix of the list.
     *
     * @throws io.github.biwaa.BiwaaException if it is none of this machine's, or the line begins with the class number
     */
    String named(int line, String listed) {
        boolean quoted = listed.length() > 2 && listed.startsWith("\"") && listed.endsWith("\"");
        String path = rules.path(quoted ? listed.substring(1, listed.length() - 1) : listed);
        if (path.indexOf(':') > 0
                && ADDRESS.matcher(path).matches()
                && !DRIVE.matcher(path).lookingAt()) {
            throw ListFile.wrong(
                    list,
                    line,
                    "\"" + listed + "\" is an address. Expected a path of this machine"
                            + (path.startsWith("file:") ? ", without file://" : "; download the pictures first"));
        }
        if (path.startsWith("~/")) {
            throw ListFile.wrong(
                    list,
                    line,
                    "\"" + listed + "\" begins with ~, which only a shell replaces by your home folder. "
                            + "Expected a path relative to " + name(rules.root()));
        }
        return path;
    }

    /**
     * Refuses the number of a class before a path, where the rest is a file and the whole is not.
     *
     * @param path a line without a class number at its end
     */
    void refuseNumberFirst(int line, String path) {
        if (path.isEmpty() || !Character.isDigit(path.charAt(0))) {
            return;
        }
        Matcher first = NUMBER_FIRST.matcher(path);
        if (first.matches() && isFile(first.group(1)) && !isFile(path)) {
            throw ListFile.wrong(
                    list, line, "the class number stands before the path. Expected: path, then class number");
        }
    }

    private boolean isFile(String path) {
        try {
            return Files.isRegularFile(rules.root().resolve(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * The path relative to the root. Links inside the root are followed wherever they lead: whoever made them chose so.
     *
     * @throws io.github.biwaa.BiwaaException if it leads out of the root, and that is not allowed
     */
    Path inRoot(int line, String text) {
        try {
            Path path = Path.of(text);
            if (rules.allowOutsideRoot()) {
                return path;
            }
            boolean climbs = false;
            for (Path part : path) {
                climbs |= part.toString().equals("..");
            }
            if (climbs || path.getRoot() != null || DRIVE.matcher(text).lookingAt()) {
                throw ListFile.wrong(
                        list,
                        line,
                        "\"" + text + "\" may lie outside " + name(rules.root())
                                + ". Expected a path relative to it without \"..\". "
                                + (climbs
                                        ? ""
                                        : "If the list was made on another machine, take the part that differs off its"
                                                + " paths by setting strip-prefix to "
                                                + prefixToStrip(text) + "; ")
                                + "set allow-outside-root if the path is meant");
            }
            return path.normalize();
        } catch (InvalidPathException e) {
            throw ListFile.wrong(list, line, "\"" + text + "\" is not a path: " + e.getReason());
        }
    }

    /** A list in the folder at hand is relative to a path without a name. */
    private static String name(Path root) {
        return root.toString().isEmpty() ? "its folder" : root.toString();
    }

    /** @return the beginning of a path whose rest is a file in the root; where there is none such, the folder of the path */
    private String prefixToStrip(String path) {
        for (int slash = path.indexOf('/');
                slash >= 0 && path.length() <= LONGEST_PATH;
                slash = path.indexOf('/', slash + 1)) {
            if (Files.exists(rules.root().resolve(path.substring(slash + 1)))) {
                return path.substring(0, slash);
            }
        }
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }
}
