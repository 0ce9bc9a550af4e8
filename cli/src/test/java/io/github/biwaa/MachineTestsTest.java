package io.github.biwaa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What sees the machine runs alone (CONTRIBUTING.md, "Build and test"). */
class MachineTestsTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern SEES_THE_MACHINE = Pattern.compile(
            "\"VmRSS|\"VmHWM|nanoTime\\(|assertTimeout\\(|Thread\\.sleep\\(|new Socket\\(|new ServerSocket\\(|HttpServer\\.create\\("
                    + "|ChildJava\\.command\\(|ChildCommand\\.start\\(");
    /** Read a written file of the system, not the system's own. */
    private static final List<String> EXCEPTIONS = List.of("MachineTestsTest.java", "MemoryCheckTest.java");

    @Test
    void testsThatSeeTheMachineAreTagged() throws IOException {
        try (Stream<Path> files = Files.walk(REPOSITORY)) {
            List<Path> tests = files.filter(file -> file.toString().contains("src/test/java"))
                    .filter(file -> file.toString().endsWith("Test.java"))
                    .filter(file -> !EXCEPTIONS.contains(file.getFileName().toString()))
                    .toList();
            assertThat(tests).hasSizeGreaterThan(150);
            for (Path test : tests) {
                String text = Files.readString(test);
                if (SEES_THE_MACHINE.matcher(text).find()) {
                    assertThat(text).as("%s", test).contains("@Tag(\"machine\")");
                }
            }
        }
    }
}
