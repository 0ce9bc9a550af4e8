package io.github.biwaa.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.ChildJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Environments in which OpenMP would give fewer threads than oneDNN waits for: a step ends in each. */
@Tag("machine")
class OpenMpTest {
    private static final long SECONDS = 120;

    @TempDir
    private Path folder;

    /** Sweeps a convolution forward and back on two threads, several times, and prints how many threads there are. */
    static final class Sweeps {
        private Sweeps() {}

        public static void main(String[] arguments) {
            Engine.useThreads(2);
            for (int i = 0; i < 20; i++) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor filters = Tensors.noise(20, 1, 5, 5).set_requires_grad(true);
                    Tensor pictures = Tensors.noise(36, 1, 28, 28);
                    long[] one = {1, 1};
                    torch.conv2d(pictures, filters, new TensorOptional(), one, new long[] {0, 0}, one, 1)
                            .sum()
                            .backward();
                }
            }
            System.out.println(Engine.threads() + " threads, OMP_DYNAMIC " + System.getenv("OMP_DYNAMIC"));
        }
    }

    @Test
    void dynamicTeamsAreSwitchedOff() throws Exception {
        assumeTrue(Loader.getPlatform().startsWith("linux"), "the C library's environment is found on Linux");
        String said = run(List.of(), Map.of("OMP_DYNAMIC", "true", "OMP_DISPLAY_ENV", "true"));
        // OpenMP itself says what it has read.
        assertThat(said).contains("OMP_DYNAMIC = 'FALSE'").doesNotContain("OMP_DYNAMIC = 'TRUE'");
        assertThat(said).contains("threads, OMP_DYNAMIC true");
    }

    @Test
    void aThreadLimitIsKept() throws Exception {
        assertThat(run(List.of(), Map.of("OMP_THREAD_LIMIT", "1")))
                .contains("1 threads", "threads: 1 instead of 2, for OMP_THREAD_LIMIT is 1");
    }

    @Test
    void aSmallerSetOfProcessorsIsKept() throws Exception {
        Path taskset = Path.of("/usr/bin/taskset");
        assumeTrue(Files.isExecutable(taskset), "no taskset here");
        assertThat(run(List.of(taskset.toString(), "-c", "0"), Map.of()))
                .contains("1 threads", "threads: 1 instead of 2, for this process may use 1 processor.");
    }

    @Test
    void limitsAreReadAsOpenMpReadsThem() {
        assertThat(OpenMp.limit(Map.of(), 8)).isEqualTo(new OpenMp.Limit(8, "this process may use 8 processors"));
        assertThat(OpenMp.limit(Map.of("OMP_THREAD_LIMIT", " 3 "), 8).threads()).isEqualTo(3);
        assertThat(OpenMp.limit(Map.of("OMP_THREAD_LIMIT", "12"), 8).threads()).isEqualTo(8);
        for (String ignored : List.of("0", "-1", "many", "", "99999999999")) {
            assertThat(OpenMp.limit(Map.of("OMP_THREAD_LIMIT", ignored), 8).threads())
                    .as(ignored)
                    .isEqualTo(8);
        }
    }

    private String run(List<String> before, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = ChildJava.command(List.of(), Sweeps.class);
        List<String> command = new ArrayList<>(before);
        command.addAll(builder.command());
        Path output = folder.resolve("output.txt");
        builder.command(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(output);
        assertThat(ended).as("it ends within %d s: %s", SECONDS, said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
