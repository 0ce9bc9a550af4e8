package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that must stand alone repeat versions of the parent: they say what the parent says. */
class VersionsTest {
    private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

    @ParameterizedTest
    @ValueSource(strings = {"javacpp.version", "pytorch.version", "openblas.version"})
    void theBillOfMaterialsNamesTheNativesOfTheParent(String property) throws IOException {
        Pattern value = Pattern.compile("<" + Pattern.quote(property) + ">([^<]+)<");
        assertThat(all(value, "bom/pom.xml")).isEqualTo(all(value, "pom.xml")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bom/pom.xml", "examples/adapt-photos/pom.xml", "biwaa"})
    void theVersionOfBiwaaIsTheParents(String file) throws IOException {
        String version = all(Pattern.compile("<artifactId>biwaa-parent</artifactId>\\s*<version>([^<]+)<"), "pom.xml")
                .get(0);
        Pattern ours = Pattern.compile(
                "(?:<artifactId>biwaa-bom</artifactId>\\s*<version>|biwaa-cli-)([0-9][^<$]*?)(?:<|\\.jar)");
        assertThat(all(ours, file)).hasSize(1).containsOnly(version);
    }

    @Test
    void theExampleUsesTheLogbackOfTheCommand() throws IOException {
        String version =
                all(Pattern.compile("<logback.version>([^<]+)<"), "pom.xml").get(0);
        assertThat(all(
                        Pattern.compile("logback-classic</artifactId>\\s*<version>([^<]+)<"),
                        "examples/adapt-photos/pom.xml"))
                .containsExactly(version);
    }

    private static List<String> all(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(REPOSITORY.resolve(file)))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
