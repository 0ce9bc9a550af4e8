package io.github.biwaa.benchmark.recipe;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What folders mean whatever way their names are written: "Real World", "Real_World" and "RealWorld" are one, and so are "003.backpack" and "back_pack". */
final class FolderNames {
    private static final Pattern NUMBER_IN_FRONT = Pattern.compile("^\\d+\\.(?=.)");
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]");

    private final Map<String, Integer> numbers = new HashMap<>();

    /** @param recipe whose classes the folders are */
    FolderNames(Recipe recipe) {
        List<String> classes = recipe.classes();
        for (int k = 0; k < classes.size(); k++) {
            numbers.put(plain(classes.get(k)), k);
            for (String other : recipe.otherNames().getOrDefault(classes.get(k), List.of())) {
                numbers.put(plain(other), k);
            }
        }
    }

    /** @return the name without what people write differently */
    static String plain(String name) {
        String bare = NUMBER_IN_FRONT.matcher(name).replaceFirst("");
        return SEPARATORS.matcher(bare).replaceAll("").toLowerCase(Locale.ROOT);
    }

    /** @return the number of the class that a folder is called after, if it is one */
    OptionalInt classOf(String folder) {
        Integer number = numbers.get(plain(folder));
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
