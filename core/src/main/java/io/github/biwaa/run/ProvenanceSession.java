package io.github.biwaa.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.settings.MachineSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One process that worked on a run folder.
 *
 * @param started when, in UTC
 * @param command its command line as the JVM tells it: the main class and its arguments; null if it does not
 * @param biwaa version
 * @param java version and maker
 * @param libtorch version
 * @param instructions the vector instructions that libtorch uses here, for example AVX2
 * @param system the operating system
 * @param processor its model, or its architecture where the system does not tell
 * @param processors how many the process may use
 * @param threads compute threads
 * @param loaderThreads threads that prepared batches
 * @param device where it computed: cpu, cuda:0
 * @param precision in which numbers
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProvenanceSession(
        String started,
        String command,
        String biwaa,
        String java,
        String libtorch,
        String instructions,
        String system,
        String processor,
        int processors,
        int threads,
        int loaderThreads,
        String device,
        String precision) {
    private static final Path LINUX_PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Pattern INSTRUCTIONS = Pattern.compile("CPU capability usage: (\\S+)");

    /** @return this process, now */
    public static ProvenanceSession now(TrainingConfiguration configuration, Placement placement) {
        return new ProvenanceSession(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                System.getProperty("sun.java.command"),
                Versions.biwaa(),
                Runtime.version() + ", " + System.getProperty("java.vendor"),
                Engine.version(),
                vectorInstructions(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                Engine.threads(),
                configuration.get(MachineSettings.LOADER_THREADS),
                placement.device().toString(),
                placement.precision().id());
    }

    private static String vectorInstructions() {
        Matcher found = INSTRUCTIONS.matcher(Engine.buildDescription());
        return found.find() ? found.group(1) : "unknown";
    }

    private static String processorModel() {
        try (Stream<String> lines = Files.lines(LINUX_PROCESSORS, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException | RuntimeException e) {
            return System.getProperty("os.arch");
        }
    }
}
