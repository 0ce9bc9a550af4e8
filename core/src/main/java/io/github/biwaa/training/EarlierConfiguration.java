package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Holds that the runs of one chain are trained alike: what config.yaml says of the finished ones must be what is asked for now. */
final class EarlierConfiguration {
    /** More runs may be added, and the machine may be another. */
    private static final Set<String> FREE =
            Set.of("runs", "threads", "loader-threads", "evaluation-batch", "log-every", "cache");

    private EarlierConfiguration() {}

    /**
     * Compares.
     *
     * @param file config.yaml of the finished runs; if it is not there, there is nothing to compare with
     * @param now what is asked for
     * @throws InvalidSettingException if a setting differs that decides results; it names all of them
     * @throws BiwaaException if the file is broken
     */
    static void check(Path file, TrainingConfiguration now) {
        if (!Files.exists(file)) {
            return;
        }
        Map<?, ?> earlier = read(file);
        Map<?, ?> asked = (Map<?, ?>) load(ConfigurationYaml.write(now));
        List<String> differences = new ArrayList<>();
        asked.forEach((key, value) -> {
            if (!FREE.contains(key) && earlier.containsKey(key) && !same(earlier.get(key), value)) {
                differences.add(key + " was " + earlier.get(key) + " and is now " + value);
            }
        });
        if (!differences.isEmpty()) {
            throw new InvalidSettingException("the finished runs in "
                    + file.toAbsolutePath().normalize().getParent() + " were trained otherwise: "
                    + String.join("; ", differences)
                    + ". Go on with their settings, or use --overwrite or another --out.");
        }
    }

    /** 1 and 1.0 are the same to whoever edits the file. */
    private static boolean same(Object earlier, Object now) {
        return earlier instanceof Number one && now instanceof Number other
                ? one.doubleValue() == other.doubleValue()
                : String.valueOf(earlier).equals(String.valueOf(now));
    }

    private static Map<?, ?> read(Path file) {
        try {
            if (load(Files.readString(file)) instanceof Map<?, ?> settings) {
                return settings;
            }
            throw new BiwaaException(file + " is no configuration: expected lines of the form \"key: value\".");
        } catch (IOException e) {
            throw new BiwaaException("cannot read the configuration " + file + ": " + AtomicFile.reason(e) + ".", e);
        } catch (YamlEngineException e) {
            throw new BiwaaException(file + " is no configuration: " + e.getMessage(), e);
        }
    }

    private static Object load(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }
}
