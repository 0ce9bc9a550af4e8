package io.github.biwaa.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.ChildJava;
import io.github.biwaa.LauncherEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("machine")
class SmallBlockReserveTest {
    private static final Path STATUS = Path.of("/proc/self/status");

    private static long residentKilobytes(String key) throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void closingGivesEverythingBack() throws IOException {
        assumeTrue(Files.isReadable(STATUS), "the system does not tell the resident size: skipped");
        for (int i = 0; i < 5; i++) {
            SmallBlockReserve.open().close();
        }
        long before = residentKilobytes("VmRSS");
        for (int i = 0; i < 15; i++) {
            SmallBlockReserve.open().close();
        }
        // Fifteen reserves that stayed would be 260 MB.
        assertThat(residentKilobytes("VmRSS")).isLessThan(before + 100_000);
    }

    /**
     * The process: tensors that come with small blocks between them, as the nodes of a graph do; the tensors go, the small blocks stay, and larger
     * tensors come.
     */
    static final class Steps {
        private static final int TENSORS = 100;
        private static final long FLOATS = 1 << 20;

        private Steps() {}

        public static void main(String[] arguments) throws IOException {
            Engine.load();
            try (SmallBlockReserve reserve = arguments[0].equals("with") ? SmallBlockReserve.open() : null) {
                List<Tensor> small = tensors(FLOATS);
                small.forEach(Tensors::release);
                tensors(4 * FLOATS).forEach(Tensors::release);
                System.out.println("peak " + residentKilobytes("VmHWM"));
            }
        }

        private static List<Tensor> tensors(long floats) {
            List<Tensor> tensors = new ArrayList<>();
            long bytes = 0;
            while (bytes < TENSORS * FLOATS * Float.BYTES) {
                Tensor tensor = Tensors.keep(Tensors.zeros(Precision.FLOAT32, floats));
                tensors.add(tensor);
                bytes += floats * Float.BYTES;
                for (int block = 0; block < 20; block++) {
                    Pointer.malloc(24);
                }
            }
            return tensors;
        }
    }

    @Test
    void tensorsFindTheirPlaceAgain(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(STATUS), "the system does not tell the resident size: skipped");
        assumeTrue(
                Files.isRegularFile(Path.of("/usr/bin/ldd"))
                        && Files.readString(Path.of("/usr/bin/ldd")).contains("GNU libc"),
                "not glibc, whose way this is about: skipped");
        long without = peak("without", folder);
        long with = peak("with", folder);
        // 400 MB of large tensors have room where 400 MB of small ones were.
        assertThat(without - with).as("kB: %s without, %s with", without, with).isGreaterThan(200_000);
    }

    private static long peak(String choice, Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve(choice);
        ProcessBuilder command = ChildJava.command(List.of("-Xmx256m"), Steps.class, choice)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        command.environment().putAll(LauncherEnvironment.variables());
        Process process = command.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        return Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("peak "))
                .mapToLong(line -> Long.parseLong(line.substring(5)))
                .findFirst()
                .orElseThrow();
    }
}
