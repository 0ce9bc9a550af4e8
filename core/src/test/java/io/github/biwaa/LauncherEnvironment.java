package io.github.biwaa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables that the launcher sets, for tests that start a Java of their own and measure what people would. */
public final class LauncherEnvironment {
    private static final Path LAUNCHER = Path.of("..", "biwaa");
    private static final Pattern EXPORT = Pattern.compile("(\\w+)=\"\\$\\{\\1:-([^}]*)}\"");

    private LauncherEnvironment() {}

    /** @return by name, as the launcher's lines {@code export NAME="${NAME:-value}"} have them */
    public static Map<String, String> variables() throws IOException {
        Map<String, String> variables = new TreeMap<>();
        for (String line : Files.readAllLines(LAUNCHER)) {
            if (line.strip().startsWith("export ")) {
                Matcher export = EXPORT.matcher(line);
                while (export.find()) {
                    variables.put(export.group(1), export.group(2));
                }
            }
        }
        return variables;
    }
}
