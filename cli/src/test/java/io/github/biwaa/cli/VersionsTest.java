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

    @Test
    void theExampleNamesTheVersionOfTheParent() throws IOException {
        assertThat(all(
                        Pattern.compile("<artifactId>biwaa-bom</artifactId>\\s*<version>([^<]+)<"),
                        "examples/adapt-photos/pom.xml"))
                .isEqualTo(all(Pattern.compile("<revision>([^<]+)<"), "pom.xml"))
                .hasSize(1);
    }

    /** A release edits the parent, and the example, which the test above reminds of. */
    @Test
    void noOtherBuildFileNamesAVersionOfBiwaa() throws IOException {
        String version = all(Pattern.compile("<revision>([^<]+)<"), "pom.xml").get(0);
        for (String file : List.of(
                "bom/pom.xml",
                "core/pom.xml",
                "report/pom.xml",
                "export/pom.xml",
                "benchmark/pom.xml",
                "demo/pom.xml",
                "spark/pom.xml",
                "cli/pom.xml",
                "bench/pom.xml",
                "examples/pom.xml",
                "dist/pom.xml",
                "biwaa")) {
            assertThat(REPOSITORY.resolve(file)).content().doesNotContain(version);
        }
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
