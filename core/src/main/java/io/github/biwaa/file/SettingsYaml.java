package io.github.biwaa.file;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML files of settings from anywhere: plain values, lists and mappings, never objects of Java's. What is nested endlessly, contains itself, multiplies
 * by aliases or is far too large is refused before anything is built from it.
 */
public final class SettingsYaml {
    private static final int LARGEST_FILE = 1 << 20;
    private static final int DEEPEST = 20;
    private static final int MOST_ALIASES = 10;
    /** Whole numbers of a million digits take seconds to build. */
    private static final int LONGEST_VALUE = 10_000;

    private SettingsYaml() {}

    /**
     * Reads a file.
     *
     * @return a value, list or mapping; null if the file is empty
     * @throws IOException if it cannot be read, or has more than 1 MB
     * @throws YamlEngineException if it is not valid YAML, is nested more than 20 deep, or has a value of more than 10,000 characters; the message says where
     */
    public static Object read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException("it has more than 1 MB; expected a few lines of YAML");
        }
        return parse(Files.readString(file), String.valueOf(file.getFileName()));
    }

    /**
     * Reads a file of lines {@code key: value}.
     *
     * @return the text of each value by key, in the order of the file
     * @throws BiwaaException if it cannot be read
     * @throws InvalidSettingException if it is not valid YAML, or no mapping of keys to single values; the message names the file
     */
    public static Map<String, String> values(Path file) {
        Object root;
        try {
            root = read(file);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the configuration " + file + ": " + AtomicFile.reason(e) + ".", e);
        } catch (YamlEngineException e) {
            throw new InvalidSettingException(file + ": not valid YAML: " + e.getMessage());
        }
        if (!(root instanceof Map<?, ?> mapping)) {
            throw new InvalidSettingException(file + ": expected lines of the form \"key: value\"");
        }
        Map<String, String> values = new LinkedHashMap<>();
        mapping.forEach((key, value) -> {
            if (value == null || value instanceof Map || value instanceof Iterable) {
                throw new InvalidSettingException(file + ": " + key + " needs a single value");
            }
            values.put(String.valueOf(key), value.toString());
        });
        return values;
    }

    /**
     * Reads a text.
     *
     * @param name of the text, for messages
     * @return a value, list or mapping; null if the text is empty
     * @throws YamlEngineException if it is not valid YAML, is nested more than 20 deep, or has a value of more than 10,000 characters; the message says where
     */
    public static Object parse(String text, String name) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setLabel(name)
                .build();
        try {
            checkSize(text, settings);
            return new Load(settings).loadFromString(text);
        } catch (YamlEngineException e) {
            throw e;
        } catch (RuntimeException e) {
            // The parser's own checks of numbers, code points and tags are not complete.
            throw new YamlEngineException("in " + name + ": " + e.getMessage(), e);
        }
    }

    /** The events come one by one, so that the parser never goes deeper than this lets it; building the values is recursive. */
    private static void checkSize(String text, LoadSettings settings) {
        Deque<String> open = new ArrayDeque<>();
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent start) {
                open.push(start.getAnchor().map(Object::toString).orElse(""));
                if (open.size() > DEEPEST) {
                    throw new YamlEngineException("nested more than " + DEEPEST + " deep" + place(event));
                }
            } else if (event instanceof CollectionEndEvent) {
                open.pop();
            } else if (event instanceof ScalarEvent value && value.getValue().length() > LONGEST_VALUE) {
                throw new YamlEngineException("a value of more than " + LONGEST_VALUE + " characters" + place(event));
            } else if (event instanceof AliasEvent alias
                    && open.contains(alias.getAlias().toString())) {
                throw new YamlEngineException("*" + alias.getAlias() + " contains itself" + place(event));
            }
        }
    }

    private static String place(Event event) {
        return event.getStartMark().map(mark -> "\n" + mark).orElse("");
    }
}
