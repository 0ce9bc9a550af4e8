package io.github.biwaa.cli.train;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.adaptation.BuiltInMethod;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.SettingGroup;
import io.github.biwaa.setting.ValueType;
import io.github.biwaa.settings.TrainingSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The settings of a training as flags of {@code biwaa train}. A flag has the name and the text of its setting in config.yaml. */
public final class TrainFlags implements IModelTransformer {

    @Override
    public CommandSpec transform(CommandSpec command) {
        for (SettingGroup group : SettingGroup.values()) {
            ArgGroupSpec.Builder flags = ArgGroupSpec.builder()
                    .validate(false)
                    .order(group.ordinal())
                    .heading("%n" + group.heading() + ":%n");
            settings().stream().filter(setting -> setting.group() == group).forEach(setting -> {
                flags.addArg(flag(setting, defaultOf(setting)));
                former(setting).ifPresent(flags::addArg);
            });
            command.addArgGroup(flags.build());
        }
        return command;
    }

    /** Without those of methods that the class path adds, if one cannot be loaded; whoever asks for a method by name is told why. */
    public static List<Setting<?>> settings() {
        try {
            return TrainingSettings.all();
        } catch (BiwaaException e) {
            return TrainingSettings.of(BuiltInMethod.BIWAA).all();
        }
    }

    private static String defaultOf(Setting<?> setting) {
        return setting.defaultWords().isEmpty() ? "" : " (default: " + setting.defaultWords() + ")";
    }

    /** @param more what follows the help of the setting */
    public static OptionSpec flag(Setting<?> setting, String more) {
        OptionSpec.Builder flag = OptionSpec.builder("--" + setting.key())
                .paramLabel(setting.label())
                .description((setting.help() + more + ".").replace("%", "%%"));
        return setting.type().equals(ValueType.SWITCH)
                ? onOff(flag).build()
                : flag.type(String.class)
                        .arity("1")
                        .completionCandidates(setting.type().choices())
                        .build();
    }

    /** @return the switch that earlier versions had in place of a setting */
    public static Optional<OptionSpec> former(Setting<?> setting) {
        return Optional.ofNullable(setting.formerKey()).map(key -> onOff(OptionSpec.builder("--" + key)
                        .description("What earlier versions had in place of --" + setting.key() + "."))
                .build());
    }

    private static OptionSpec.Builder onOff(OptionSpec.Builder flag) {
        return flag.type(boolean.class).arity("0").negatable(true).fallbackValue("true");
    }

    /** @return the texts of the settings whose flags are given, by key */
    public static Map<String, String> given(CommandLine command) {
        Map<String, String> given = new LinkedHashMap<>();
        settings().stream()
                .flatMap(
                        setting -> Stream.of(setting.key(), setting.formerKey()).filter(Objects::nonNull))
                .forEach(key -> {
                    OptionSpec flag = command.getParseResult().matchedOption("--" + key);
                    if (flag != null) {
                        given.put(key, String.valueOf((Object) flag.getValue()));
                    }
                });
        return given;
    }
}
