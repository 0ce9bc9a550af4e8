package io.github.biwaa.cli;

import io.github.biwaa.InvalidSettingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of {@code biwaa train} as flags of another command, which hands on those that are given. */
final class TrainFlags implements IModelTransformer {
    /** What a benchmark decides itself. */
    private static final Set<String> DECIDED = Set.of(
            "source",
            "target",
            "source-root",
            "target-root",
            "source-labels",
            "target-labels",
            "classes",
            "target-unlabelled",
            "allow-outside-root",
            "method",
            "seed",
            "device");

    private static final Set<String> NO_SETTINGS =
            Set.of("config", "out", "overwrite", "resume", "json", "tensorboard", "help", "version", "debug");

    @Override
    public CommandSpec transform(CommandSpec command) {
        ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                .validate(false)
                .order(9)
                .heading("%nFlags of biwaa train, before the recipe's (biwaa train --help says their defaults):%n");
        for (OptionSpec option : trainOptions()) {
            group.addArg(copyOf(option));
        }
        command.addArgGroup(group.build());
        return command;
    }

    private static List<OptionSpec> trainOptions() {
        List<OptionSpec> options = new ArrayList<>();
        for (OptionSpec option :
                CommandSpec.forAnnotatedObject(new TrainCommand()).options()) {
            if (!DECIDED.contains(nameOf(option)) && !NO_SETTINGS.contains(nameOf(option))) {
                options.add(option);
            }
        }
        return options;
    }

    private static OptionSpec copyOf(OptionSpec option) {
        String[] descriptions = option.description().clone();
        for (int i = 0; i < descriptions.length; i++) {
            descriptions[i] = descriptions[i].replaceAll(" \\(default: .*\\)\\.$", ".");
        }
        OptionSpec.Builder copy =
                OptionSpec.builder(option.names()).description(descriptions).paramLabel(option.paramLabel());
        return option.negatable()
                ? copy.type(boolean.class)
                        .arity("0")
                        .negatable(true)
                        .fallbackValue("true")
                        .build()
                : copy.type(String.class).arity("1").build();
    }

    private static String nameOf(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    /** @return the flags of train that are given, by name */
    static Map<String, String> given(CommandLine command) {
        Map<String, String> given = new LinkedHashMap<>();
        for (OptionSpec option : trainOptions()) {
            OptionSpec matched = command.getParseResult().matchedOption(option.longestName());
            if (matched != null) {
                given.put(nameOf(option), String.valueOf((Object) matched.getValue()));
            }
        }
        return given;
    }

    /**
     * @return the flags of train that a YAML file sets, by name
     * @throws InvalidSettingException if it sets one that the benchmark decides
     */
    static Map<String, String> read(Path file) {
        Map<String, String> values =
                new YamlDefaults(file, CommandSpec.forAnnotatedObject(new TrainCommand())).values();
        values.keySet().stream()
                .filter(key -> DECIDED.contains(key) || NO_SETTINGS.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new InvalidSettingException(file + ": " + key + " is decided by the benchmark; leave it out");
                });
        return values;
    }
}
