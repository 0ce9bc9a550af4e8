package io.github.biwaa.cli.benchmark;

import static io.github.biwaa.settings.DataSettings.*;
import static io.github.biwaa.settings.MachineSettings.DEVICE;
import static io.github.biwaa.settings.TrainingSettings.*;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.cli.train.TrainFlags;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.setting.Setting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The settings of a training as flags of {@code biwaa benchmark}, but for those that it decides itself. */
final class BenchmarkFlags implements IModelTransformer {
    private static final Set<Setting<?>> DECIDED = Set.of(
            SOURCE,
            TARGET,
            SOURCE_ROOT,
            TARGET_ROOT,
            SOURCE_LABELS,
            TARGET_LABELS,
            CLASSES,
            TARGET_UNLABELLED,
            ALLOW_OUTSIDE_ROOT,
            STRIP_PREFIX,
            METHOD,
            SEED,
            DEVICE);

    @Override
    public CommandSpec transform(CommandSpec command) {
        ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                .validate(false)
                .order(9)
                .heading("%nFlags of biwaa train, before the recipe's (biwaa train --help says their defaults):%n");
        TrainFlags.settings().stream()
                .filter(setting -> !DECIDED.contains(setting))
                .forEach(setting -> {
                    group.addArg(TrainFlags.flag(setting, ""));
                    TrainFlags.former(setting).ifPresent(group::addArg);
                });
        command.addArgGroup(group.build());
        return command;
    }

    /**
     * @return the settings of a YAML file, by key
     * @throws InvalidSettingException if it holds one that the benchmark decides
     */
    static Map<String, String> read(Path file) {
        Map<String, String> values = SettingsYaml.values(file);
        DECIDED.stream()
                .map(Setting::key)
                .filter(values::containsKey)
                .findFirst()
                .ifPresent(key -> {
                    throw new InvalidSettingException(file + ": " + key + " is decided by the benchmark; leave it out");
                });
        return values;
    }
}
