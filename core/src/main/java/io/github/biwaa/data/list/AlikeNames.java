package io.github.biwaa.data.list;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds names that people take for the same: those that differ in case, separators or a plural. */
public final class AlikeNames {
    private AlikeNames() {}

    /**
     * @param found names that are not known
     * @param known all others
     * @return a sentence such as {@code Did you mean "laptop" by "Laptops"?}; empty if nothing is alike
     */
    public static String suggestion(List<String> found, List<String> known) {
        String pairs = found.stream()
                .map(name -> alike(name, known)
                        .map(meant -> "\"" + meant + "\" by \"" + name + "\"")
                        .orElse(null))
                .filter(Objects::nonNull)
                .limit(5)
                .collect(Collectors.joining(", "));
        return pairs.isEmpty() ? "" : "Did you mean " + pairs + "?";
    }

    private static Optional<String> alike(String name, List<String> known) {
        String plain = plain(name);
        return known.stream().filter(other -> plain(other).equals(plain)).findFirst();
    }

    private static String plain(String name) {
        String letters = name.toLowerCase(Locale.ROOT).replaceAll("[\\s_.-]+", "");
        if (letters.endsWith("ies")) {
            return letters.substring(0, letters.length() - 3) + "y";
        }
        String single = letters.replaceAll("(?<=[sxz]|ch|sh)es$", "");
        return single.length() < letters.length() || letters.endsWith("ss") ? single : letters.replaceAll("s$", "");
    }
}
