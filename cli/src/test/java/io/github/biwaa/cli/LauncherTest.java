package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code biwaa} as a distribution has it, with a Java that says what it was given. */
@Tag("machine")
class LauncherTest {
    private static final Path SCRIPT = Path.of("..", "biwaa");
    private static final String ARENAS = "MALLOC_ARENA_MAX";
    private static final String TUNABLES = "GLIBC_TUNABLES";

    @TempDir
    Path home;

    @BeforeEach
    void install() throws IOException {
        assumeTrue(
                System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux"),
                "not Linux, whose launcher this is: skipped");
        Files.copy(SCRIPT, home.resolve("biwaa"));
        Path java = Files.createDirectories(home.resolve("runtime/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nenv\nprintf 'argument %s\\n' \"$@\"\n");
        for (Path program : List.of(java, home.resolve("biwaa"))) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        // As if the classes were kept already.
        Files.createFile(Files.createDirectories(home.resolve("lib")).resolve("biwaa.jsa"));
    }

    private List<String> launch(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("biwaa").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MALLOC_") || name.equals(TUNABLES));
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    @Test
    void keepsFreedMemoryForTheNextStep() throws Exception {
        assertThat(launch(Map.of(), "doctor"))
                .contains(ARENAS + "=1", "MALLOC_MMAP_MAX_=0")
                .anyMatch(line -> line.startsWith(TUNABLES + "=") && line.contains("tcache_count=0"));
    }

    @Test
    void leavesWhatTheUserHasSet() throws Exception {
        assertThat(launch(Map.of(ARENAS, "4", TUNABLES, "glibc.malloc.hugetlb=1", "OMP_WAIT_POLICY", "active")))
                .contains(ARENAS + "=4", TUNABLES + "=glibc.malloc.hugetlb=1", "OMP_WAIT_POLICY=active");
    }

    /** A GPU's host is slowed down by the settings that the processor's tensors want. */
    @Test
    void leavesGlibcAsItComesWhereAGpuComputes() throws Exception {
        Files.createFile(home.resolve("lib").resolve("pytorch-1-linux-x86_64-gpu.jar"));
        boolean gpu = Files.exists(Path.of("/dev/nvidiactl")) || Files.exists(Path.of("/dev/dxg"));
        assertThat(launch(Map.of(), "train", "--epochs", "1").stream().anyMatch(line -> line.startsWith("MALLOC_")))
                .isEqualTo(!gpu);
        assertThat(launch(Map.of(), "train", "--device", "cpu")).contains(ARENAS + "=1");
        assertThat(launch(Map.of(), "train", "--device=cpu")).contains(ARENAS + "=1");
    }

    @Test
    void handsArgumentsOnAsTheyAre() throws Exception {
        assertThat(launch(Map.of("BIWAA_JAVA_OPTIONS", "-Xmx1g -Dx=y"), "train", "two words", "*", "", "$HOME"))
                .containsSubsequence(
                        "argument -Xmx1g",
                        "argument -Dx=y",
                        "argument io.github.biwaa.cli.Biwaa",
                        "argument train",
                        "argument two words",
                        "argument *",
                        "argument ",
                        "argument $HOME");
    }
}
