package io.github.biwaa.settings;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.torch.Precision;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Holds that the runs of one chain are trained alike: what config.yaml says of the finished ones must be what is asked for now. */
public final class EarlierConfiguration {
    /** Settings that earlier versions did not have, and what they did. */
    private static final Map<String, String> ADDED = Map.of("precision", Precision.FLOAT32.id());

    private EarlierConfiguration() {}

    /**
     * Compares.
     *
     * @param file config.yaml of the finished runs; if it is not there, there is nothing to compare with
     * @param now what is asked for
     * @throws InvalidSettingException if a setting differs that decides results; it names all of them
     * @throws BiwaaException if the file is broken
     */
    public static void check(Path file, TrainingConfiguration now) {
        if (!Files.exists(file)) {
            return;
        }
        check(
                "what " + file.toAbsolutePath().normalize().getParent() + " holds",
                read(file),
                ConfigurationYaml.settings(now));
    }

    /**
     * Compares.
     *
     * @param what for messages: the checkpoint run-0/checkpoint
     * @param earlier the settings it was made with
     * @param now what is asked for
     * @throws InvalidSettingException if a setting differs that decides results; it names all of them
     */
    public static void check(String what, Map<?, ?> earlier, Map<String, Object> now) {
        Map<Object, Object> before = new HashMap<>(ADDED);
        before.putAll(earlier);
        // Earlier versions said so, and said nothing of methods that chain runs by themselves.
        if (Boolean.parseBoolean(String.valueOf(before.get("ilda")))) {
            before.putIfAbsent("between-runs", "align");
        }
        List<String> differences = new ArrayList<>();
        now.forEach((key, value) -> {
            // More runs may be added, and the machine may be another.
            boolean free = key.equals("runs") || ComputeSettings.FREE.contains(key);
            if (!free && before.containsKey(key) && !same(before.get(key), value)) {
                differences.add(key + " was " + before.get(key) + " and is now " + value);
            }
        });
        if (!differences.isEmpty()) {
            throw new InvalidSettingException(what + " was trained otherwise: " + String.join("; ", differences)
                    + ". Go on with their settings, or use --overwrite or another --out.");
        }
    }

    /** 1 and 1.0 are the same to whoever edits the file. */
    private static boolean same(Object earlier, Object now) {
        return earlier instanceof Number one && now instanceof Number other
                ? new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString())) == 0
                : String.valueOf(earlier).equals(String.valueOf(now));
    }

    private static Map<?, ?> read(Path file) {
        try {
            if (SettingsYaml.read(file) instanceof Map<?, ?> settings) {
                return settings;
            }
            throw new BiwaaException(file + " is no configuration: expected lines of the form \"key: value\".");
        } catch (IOException e) {
            throw new BiwaaException("cannot read the configuration " + file + ": " + AtomicFile.reason(e) + ".", e);
        } catch (YamlEngineException e) {
            throw new BiwaaException(file + " is no configuration: " + e.getMessage(), e);
        }
    }
}
