package io.github.biwaa.benchmark.job;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.SettingsYaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Files of lines {@code flag: value}. */
final class SimpleYaml {

    private SimpleYaml() {}

    static void write(Path file, Map<String, String> values) {
        Dump dump = new Dump(
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build());
        AtomicFile.writeText(file, dump.dumpToString(values));
    }

    /** @throws BiwaaException if the file cannot be read or is not of this form */
    static Map<String, String> read(Path file) {
        try {
            Object root = SettingsYaml.read(file);
            if (root instanceof Map<?, ?> map) {
                Map<String, String> values = new LinkedHashMap<>();
                map.forEach((key, value) -> values.put(String.valueOf(key), String.valueOf(value)));
                return values;
            }
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        } catch (YamlEngineException e) {
            // The same message.
        }
        throw new BiwaaException(file + " is broken: expected lines of the form \"flag: value\". Delete it.");
    }
}
