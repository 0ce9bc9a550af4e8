package io.github.biwaa.cli;

import io.github.biwaa.InvalidSettingException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of {@code biwaa train} that say how pictures are read and seen, and so say nothing to a training on embeddings. */
final class PictureFlags {
    private static final List<String> NAMES = List.of(
            "source-root",
            "target-root",
            "allow-outside-root",
            "skip-broken",
            "exif-orientation",
            "backbone",
            "weights",
            "freeze",
            "frozen-views",
            "image-size",
            "channels",
            "augmentation",
            "views");

    private PictureFlags() {}

    /**
     * Refuses them where they are given, on the command line or in its file of defaults: whoever gives one expects it to have an effect.
     *
     * @throws InvalidSettingException if one is given; it names all of them
     */
    static void refuse(CommandLine train) {
        Map<String, String> file =
                train.getDefaultValueProvider() instanceof YamlDefaults defaults ? defaults.values() : Map.of();
        Set<String> given = new TreeSet<>();
        for (String name : NAMES) {
            OptionSpec option = train.getParseResult().matchedOption("--" + name);
            if (option != null || file.containsKey(name)) {
                given.add("--" + name);
            }
        }
        if (!given.isEmpty()) {
            throw new InvalidSettingException(
                    String.join(", ", given) + ": not for embeddings, of which bottleneck and heads"
                            + " alone are trained; expected it left out");
        }
    }
}
