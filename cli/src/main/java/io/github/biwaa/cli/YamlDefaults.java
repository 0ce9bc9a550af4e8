package io.github.biwaa.cli;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.SettingsYaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A YAML file as the source of defaults: each key is the name of a flag without its hyphens, so flags given on the command line win, and values
 * are checked just as flags are.
 */
final class YamlDefaults implements IDefaultValueProvider {
    private static final Set<String> NO_SETTINGS = Set.of("config", "debug", "help", "overwrite", "resume", "version");

    private final Map<String, String> values = new HashMap<>();

    /**
     * Reads a file.
     *
     * @param command whose flags the keys must name
     * @throws BiwaaException if the file cannot be read
     * @throws InvalidSettingException if it is no mapping of flags to single values
     */
    YamlDefaults(Path file, CommandSpec command) {
        Object root = parse(file);
        if (!(root instanceof Map<?, ?> mapping)) {
            throw new InvalidSettingException(file + ": expected lines of the form \"key: value\"");
        }
        TreeSet<String> known = new TreeSet<>();
        for (OptionSpec option : command.options()) {
            for (String name : option.names()) {
                if (name.startsWith("--")) {
                    known.add(name.substring(2));
                }
            }
        }
        known.removeAll(NO_SETTINGS);
        mapping.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!known.contains(name)) {
                throw new InvalidSettingException(
                        file + ": unknown key " + name + ", expected one of " + String.join(", ", known));
            }
            if (value == null || value instanceof Map || value instanceof Iterable) {
                throw new InvalidSettingException(file + ": " + name + " needs a single value");
            }
            values.put(name, value.toString());
        });
    }

    private static Object parse(Path file) {
        try {
            return SettingsYaml.read(file);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the configuration " + file + ": " + AtomicFile.reason(e) + ".", e);
        } catch (YamlEngineException e) {
            throw new InvalidSettingException(file + ": not valid YAML: " + e.getMessage());
        }
    }

    /** @return a copy of all values by name of flag */
    Map<String, String> values() {
        return new TreeMap<>(values);
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        for (String name : option.names()) {
            String value = name.startsWith("--") ? values.get(name.substring(2)) : null;
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
