package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * metrics.csv: one row per logged step, in columns iteration, seconds, secondsWaited, learningRate, imagesPerSecond and the objective's metrics.
 * It grows by whole lines; a reader ignores an unfinished last one.
 */
final class MetricsFile implements AutoCloseable {
    private final Path file;
    private final BufferedWriter writer;
    private boolean empty = true;

    MetricsFile(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.getParent());
            writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    void append(StepReport report) {
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
