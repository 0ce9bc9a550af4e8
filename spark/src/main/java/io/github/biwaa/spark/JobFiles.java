package io.github.biwaa.spark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.SweepFolder;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the driver and the task of a training share, as paths that are the same on all machines.
 *
 * @param configuration its settings
 * @param runFolder where it goes
 * @param log its messages
 * @param progress a line of JSON per thing that the driver should hear of
 */
record JobFiles(String configuration, String runFolder, String log, String progress) implements Serializable {
    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * A task of Spark begins.
     *
     * @param began the name of its machine
     * @param attempt from 0; later ones follow the loss of an executor
     */
    record Beginning(String began, int attempt) {}

    /**
     * Something that people should know.
     *
     * @param noted a sentence
     */
    record Note(String noted) {}

    static JobFiles of(SweepFolder folder, BenchmarkJob job) {
        Path log = absolute(folder.log(job));
        return new JobFiles(
                absolute(folder.configuration(job)).toString(),
                absolute(folder.runFolder(job).path()).toString(),
                log.toString(),
                log.resolveSibling(job.id() + ".progress").toString());
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Deletes what an earlier application left. */
    void clear() throws IOException {
        Files.deleteIfExists(Path.of(log));
        Files.deleteIfExists(Path.of(progress));
    }

    /** Deletes what nobody reads after the training. */
    void endProgress() throws IOException {
        Files.deleteIfExists(Path.of(progress));
    }

    /** For the driver. */
    void tell(Record news) throws IOException {
        append(progress, MAPPER.writeValueAsString(news));
    }

    /** For whoever reads the log. */
    void log(String line) throws IOException {
        append(log, line);
    }

    private static void append(String file, String line) throws IOException {
        Files.writeString(Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
