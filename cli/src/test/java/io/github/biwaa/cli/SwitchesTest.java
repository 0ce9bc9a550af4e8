package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.cli.train.TrainCommand;
import io.github.biwaa.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Flags that are on or off say what they say, whatever the configuration file says. */
class SwitchesTest {
    @TempDir
    private Path folder;

    static Stream<String> switches() {
        return new CommandLine(new TrainCommand())
                .getCommandSpec().options().stream()
                        .filter(OptionSpec::negatable)
                        .map(OptionSpec::longestName)
                        // An earlier name: it is written as what it is called now.
                        .filter(name -> !name.equals("--ilda"));
    }

    @ParameterizedTest
    @MethodSource("switches")
    void aFlagWinsOverTheFile(String name) throws IOException {
        String negated = name.replaceFirst("--", "--no-");
        for (String inFile : new String[] {"true", "false"}) {
            assertThat(value(name, inFile)).as("file alone: %s", inFile).isEqualTo(Boolean.valueOf(inFile));
            assertThat(value(name, inFile, name))
                    .as("%s, file: %s", name, inFile)
                    .isEqualTo(true);
            assertThat(value(name, inFile, negated))
                    .as("%s, file: %s", negated, inFile)
                    .isEqualTo(false);
        }
    }

    private Object value(String name, String inFile, String... arguments) throws IOException {
        Path file = folder.resolve("config.yaml");
        String key = name.substring(2);
        Method method = Methods.all().stream()
                .filter(one -> TrainingSettings.of(one).has(key))
                .findFirst()
                .orElseThrow();
        Files.writeString(file, "method: " + method.id() + "\n" + key + ": " + inFile + "\n");
        TrainCommand command = new TrainCommand();
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--config", file.toString()));
        new CommandLine(command).parseArgs(line.toArray(String[]::new));
        return command.settings().written().get(key);
    }
}
