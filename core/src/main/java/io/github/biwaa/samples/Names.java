package io.github.biwaa.samples;

import java.util.List;
import java.util.stream.Collectors;

/** Lists of names in messages. */
public final class Names {
    private static final int SHOWN = 8;

    private Names() {}

    /** @return the first few names, and how many more there are */
    public static String some(List<String> names) {
        String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? shown + " and " + (names.size() - SHOWN) + " more" : shown;
    }
}
