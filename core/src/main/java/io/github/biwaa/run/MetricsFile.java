package io.github.biwaa.run;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * metrics.csv: one row per logged step, in columns iteration, seconds, secondsWaited, learningRate, imagesPerSecond and the objective's metrics.
 * It grows by whole lines; a reader ignores an unfinished last one.
 */
public final class MetricsFile implements AutoCloseable {
    private final Path file;
    private final BufferedWriter writer;
    private boolean empty;

    /**
     * Opens the file of a run, and cuts off what was logged after the step it goes on from.
     *
     * @param firstStep the step that will be trained next: only rows of earlier steps stay
     */
    public MetricsFile(Path file, int firstStep) {
        this.file = file;
        try {
            Files.createDirectories(file.getParent());
            long kept = firstStep > 0 && Files.exists(file) ? bytesBefore(firstStep) : 0;
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                channel.truncate(kept);
            }
            empty = kept == 0;
            writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** The length of the header and of all whole rows of earlier steps. */
    private long bytesBefore(int firstStep) throws IOException {
        long bytes = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            StringBuilder line = new StringBuilder();
            for (int next = reader.read(); next >= 0; next = reader.read()) {
                line.append((char) next);
                if (next == '\n') {
                    if (bytes > 0 && !isRowBefore(firstStep, line)) {
                        return bytes;
                    }
                    bytes += line.length();
                    line.setLength(0);
                }
            }
        }
        return bytes;
    }

    private static boolean isRowBefore(int firstStep, CharSequence line) {
        String iteration = line.toString().split(",", 2)[0];
        return iteration.matches("\\d{1,9}") && Integer.parseInt(iteration) < firstStep;
    }

    public void append(StepReport report) {
        try {
            if (empty) {
                List<String> header = new ArrayList<>(
                        List.of("iteration", "seconds", "secondsWaited", "learningRate", "imagesPerSecond"));
                header.addAll(report.metrics().keySet());
                writer.write(String.join(",", header) + "\n");
                empty = false;
            }
            StringBuilder row = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%d,%.3f,%.4f,%.9g,%.2f",
                    report.iteration(),
                    report.seconds(),
                    report.secondsWaited(),
                    report.learningRate(),
                    report.imagesPerSecond()));
            for (double value : report.metrics().values()) {
                row.append(String.format(Locale.ROOT, ",%.9g", value));
            }
            writer.write(row.append('\n').toString());
            writer.flush();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private BiwaaException failure(IOException e) {
        return new BiwaaException("cannot write " + file + ": " + AtomicFile.reason(e) + ".", e);
    }
}
