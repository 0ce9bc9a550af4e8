package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.settings.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the documents say of the command is what the command does: flags, defaults, keys, every command line shown, every link. */
class DocumentationTest {
    private static final Path CONFIGURATION = Documents.page("configuration.md");
    /** A row of a table of flags: {@code | `--flag` | default | meaning |}. */
    private static final Pattern ROW = Pattern.compile("^\\| `(--[a-z0-9-]+)` \\| ([^|]+) \\| ([^|]+) \\|$");

    private static final String PREDICT = "## `biwaa predict`";
    private static final String OTHERS = "## Others";

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern NAMED_COMMAND = Pattern.compile("`(?:\\./)?biwaa ([a-z-][^`]*)`");
    private static final Pattern MAVEN =
            Pattern.compile("(?<=\\bmvn [^`#]{0,99})(?<=\\s)-(P|pl |f )([A-Za-z][A-Za-z0-9./,-]*)");
    /** A shell variable may stand for any value; every flag of ours takes a number as well. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?\\w+\\}?");

    @Test
    void everyFlagOfTrainIsExplainedWithItsDefault() {
        assertExplained(
                "train",
                Documents.lines(CONFIGURATION).stream()
                        .takeWhile(line -> !line.equals(PREDICT))
                        .toList());
    }

    /** A setting has one row, in the section of its group, with the default that is declared. */
    @Test
    void everySettingStandsInTheTableOfItsGroup() {
        Map<String, String> sections = new LinkedHashMap<>();
        Map<String, String> defaults = new LinkedHashMap<>();
        String section = "";
        for (String line : Documents.lines(CONFIGURATION)) {
            section = line.startsWith("## ") ? line.substring(3) : section;
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                sections.putIfAbsent(row.group(1), section);
                defaults.putIfAbsent(row.group(1), row.group(2).strip());
            }
        }
        for (Setting<?> setting : TrainingSettings.all()) {
            String flag = "--" + setting.key();
            String text = defaultOf(setting);
            assertThat(sections)
                    .as("| `%s` | %s | %s |", flag, text, setting.help())
                    .containsEntry(flag, setting.group().heading());
            if (!text.isEmpty()) {
                assertThat(defaults.get(flag).replace("`", ""))
                        .as("the default of %s", flag)
                        .isEqualTo(text);
            }
        }
    }

    private static <T> String defaultOf(Setting<T> setting) {
        return setting.constantDefault()
                .map(value -> setting.write(value).toString().replaceFirst("\\.0$", ""))
                .orElse(setting.defaultWords());
    }

    @Test
    void everyFlagOfPredictIsExplainedWithItsDefault() {
        assertExplained(
                "predict",
                Documents.lines(CONFIGURATION).stream()
                        .dropWhile(line -> !line.equals(PREDICT))
                        .toList());
    }

    /** The last section explains what all commands have. */
    private static void assertExplained(String name, List<String> section) {
        List<String> rows = new ArrayList<>(section);
        if (!rows.contains(OTHERS)) {
            rows.addAll(Documents.lines(CONFIGURATION).stream()
                    .dropWhile(line -> !line.equals(OTHERS))
                    .toList());
        }
        Map<String, String> documented = new LinkedHashMap<>();
        for (String line : rows) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(documented.put(row.group(1), row.group(2).strip()))
                        .as("%s stands in one row", row.group(1))
                        .isNull();
            }
        }
        List<OptionSpec> flags =
                command().getSubcommands().get(name).getCommandSpec().options();
        assertThat(documented.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        flags.stream().map(OptionSpec::longestName).toList());
        for (OptionSpec flag : flags) {
            if (flag.defaultValue() != null) {
                assertThat(documented.get(flag.longestName()))
                        .as("default of %s", flag.longestName())
                        .isEqualTo("`" + flag.defaultValue() + "`");
            }
        }
    }

    @Test
    void everyStageThatMayBeFrozenIsExplained() {
        for (BackboneKind kind : Backbones.all()) {
            assertThat(Documents.lines(CONFIGURATION))
                    .as("the row of %s in the table of stages", kind.name())
                    .filteredOn(line -> line.contains("`stem`"))
                    .filteredOn(line -> line.substring(0, line.indexOf('|', 1)).contains("`" + kind.family()))
                    .singleElement()
                    .satisfies(row -> assertThat(row.split("`"))
                            .containsSubsequence(kind.stages().toArray(String[]::new)));
        }
    }

    static Stream<Documents.Excerpt> commandLines() {
        return Documents.all().flatMap(Documents::commandLines);
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void everyCommandLineShownIsUnderstood(Documents.Excerpt line) {
        String[] words = Documents.arguments(line).stream()
                .map(word -> VARIABLE.matcher(word).replaceAll("1"))
                .toArray(String[]::new);
        assertThatCode(() -> command().parseArgs(words)).doesNotThrowAnyException();
    }

    /** Commands within sentences may be cut short; what they name is there. */
    @Test
    void everyCommandNamedInASentenceIsThere() {
        List<String> wrong = new ArrayList<>();
        CommandLine whole = command();
        Documents.all().forEach(file -> Documents.lines(file).forEach(line -> NAMED_COMMAND
                .matcher(line)
                .results()
                .filter(span -> !isThere(whole, span.group(1).strip().split("\\s+")))
                .forEach(span -> wrong.add(Documents.REPOSITORY.relativize(file) + ": " + span.group()))));
        assertThat(wrong).isEmpty();
    }

    private static boolean isThere(CommandLine whole, String[] words) {
        CommandLine command = whole;
        for (String word : words) {
            String flag = word.replaceFirst("[,=].*", "");
            if (flag.startsWith("--")) {
                if (!command.getCommandSpec().optionsMap().containsKey(flag)) {
                    return false;
                }
            } else if (command.getSubcommands().containsKey(word)) {
                command = command.getSubcommands().get(word);
            } else if (word.equals(words[0])) {
                return false;
            }
        }
        return true;
    }

    /** Profiles, modules and files that commands of Maven name. */
    @Test
    void everyMavenCommandNamesWhatIsThere() throws IOException {
        String parent = Files.readString(Documents.REPOSITORY.resolve("pom.xml"));
        List<String> seen = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        Documents.all()
                .flatMap(file -> Documents.lines(file).stream())
                .forEach(line -> MAVEN.matcher(line).results().forEach(option -> {
                    seen.add(option.group(1));
                    for (String name : option.group(2).split(",")) {
                        boolean there =
                                switch (option.group(1)) {
                                    case "P" -> parent.contains("<id>" + name + "</id>");
                                    case "pl " -> parent.contains("<module>" + name + "</module>");
                                    default -> Files.exists(Documents.REPOSITORY.resolve(name));
                                };
                        if (!there) {
                            wrong.add(line);
                        }
                    }
                }));
        assertThat(seen).contains("P", "pl ", "f ");
        assertThat(wrong).isEmpty();
    }

    static Stream<Documents.Excerpt> configurations() {
        return Documents.all().flatMap(Documents::blocks).filter(block -> block.language()
                .equals("yaml"));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void everyConfigurationShownIsUnderstood(Documents.Excerpt yaml, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("config.yaml"), yaml.text());
        assertThatCode(() -> TrainingSettings.parse(SettingsYaml.values(file))).doesNotThrowAnyException();
    }

    @Test
    void everyLinkInsideTheRepositoryLeadsSomewhere() {
        List<String> dead = new ArrayList<>();
        Documents.all().forEach(file -> Documents.lines(file).forEach(line -> LINK.matcher(line)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains(":"))
                .filter(link -> !Files.exists(file.resolveSibling(link)))
                .forEach(link -> dead.add(Documents.REPOSITORY.relativize(file) + ": " + link))));
        assertThat(dead).isEmpty();
    }

    private static CommandLine command() {
        return Biwaa.commandLine();
    }
}
