package io.github.biwaa.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.ChildJava;
import io.github.biwaa.torch.Engine;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program may classify pictures for ever. Measured in a process of its own, whose Java heap is touched from the start: what grows is native memory. */
@Tag("machine")
class ClassifierMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int EARLY = 1000;
    private static final int LATE = 4000;

    /** The process: prints its resident size in kB after {@link #EARLY} and {@link #LATE} calls. */
    static final class Caller {
        private Caller() {}

        public static void main(String[] arguments) throws IOException {
            Engine.useThreads(1);
            BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
            try (Classifier classifier = Classifier.load(Path.of(arguments[0]))) {
                for (int call = 1; call <= LATE; call++) {
                    classifier.classify(picture);
                    if (call == EARLY || call == LATE) {
                        System.out.println("held " + residentKilobytes());
                    }
                }
            }
        }

        private static long residentKilobytes() throws IOException {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theResidentSizeStaysFlatOverThousandsOfCalls(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(STATUS), "the system does not tell the resident size: skipped");
        Path output = folder.resolve("output");
        Process process = ChildJava.command(
                        List.of("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch"),
                        Caller.class,
                        TestModels.save(folder.resolve("model"), "lenet", 28, 16))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        List<Long> held = Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("held "))
                .map(line -> Long.parseLong(line.substring("held ".length())))
                .toList();
        assertThat(held).hasSize(2);
        // A batch that is not freed, 28 x 28 floats a call, would be 9 MB more; activations, several times that.
        assertThat(held.get(1) - held.get(0))
                .as("kB more after call %s than after call %s, of %s", LATE, EARLY, held.get(0))
                .isLessThan(4096);
    }
}
