package io.github.biwaa.cli;

import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.training.Adaptation;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** Reads config.yaml of a run folder as {@code biwaa train --config} would. */
@Command(name = "train")
final class StoredConfiguration {
    @Mixin
    private final TrainOptions options = new TrainOptions();

    private StoredConfiguration() {}

    /**
     * @throws io.github.biwaa.BiwaaException if it is broken
     * @throws io.github.biwaa.InvalidSettingException if a setting is unknown or out of its range
     */
    static TrainingConfiguration read(RunFolder folder) {
        StoredConfiguration stored = new StoredConfiguration();
        CommandLine command = new CommandLine(stored).setCaseInsensitiveEnumValuesAllowed(true);
        Path file = folder.configuration();
        command.setDefaultValueProvider(new YamlDefaults(file, command.getCommandSpec()));
        try {
            command.parseArgs();
        } catch (ParameterException e) {
            throw new io.github.biwaa.InvalidSettingException("in " + file + ": " + e.getMessage());
        }
        Adaptation adaptation = stored.options.adaptation();
        try (Domains<Samples> data = adaptation.data().read()) {
            return adaptation.configuration(data);
        }
    }
}
