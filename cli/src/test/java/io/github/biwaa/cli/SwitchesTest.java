package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.train.TrainCommand;
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
                        .map(OptionSpec::longestName);
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
        Files.writeString(file, name.substring(2) + ": " + inFile + "\n");
        TrainCommand command = new TrainCommand();
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--config", file.toString()));
        new CommandLine(command).parseArgs(line.toArray(String[]::new));
        return command.settings().written().get(name.substring(2));
    }
}
