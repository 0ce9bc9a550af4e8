package io.github.biwaa.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.benchmark.SweepListener;
import io.github.biwaa.benchmark.TrainingLines;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads, on the driver, what the task of a training says, wherever it runs. */
final class JobHearing {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path file;
    private final BenchmarkJob job;
    private final SweepListener listener;
    private @Nullable TrainingLines training;
    private long heard;
    private boolean begun;

    /** @param file of lines that grows */
    JobHearing(Path file, BenchmarkJob job, SweepListener listener) {
        this.file = file;
        this.job = job;
        this.listener = listener;
    }

    /** @return whether a task has begun */
    boolean hasBegun() {
        return begun;
    }

    /** Passes on what is new. */
    void hear() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        byte[] news;
        try (RandomAccessFile lines = new RandomAccessFile(file.toFile(), "r")) {
            news = new byte[(int) Math.max(0, lines.length() - heard)];
            lines.seek(heard);
            lines.readFully(news);
        } catch (EOFException e) {
            // The next time.
            return;
        }
        int whole = news.length;
        while (whole > 0 && news[whole - 1] != '\n') {
            whole--;
        }
        heard += whole;
        new String(news, 0, whole, StandardCharsets.UTF_8).lines().forEach(this::hear);
    }

    private void hear(String line) {
        JsonNode news;
        try {
            news = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            // A library may have written to standard output.
            return;
        }
        if (news.has("began")) {
            begins(news.path("began").asText(), news.path("attempt").asInt());
        } else if (news.has("noted")) {
            listener.noted(job.id() + ": " + news.path("noted").asText());
        } else if (training != null) {
            training.tell(line);
        }
    }

    private void begins(String host, int attempt) {
        if (!begun) {
            begun = true;
            listener.jobStarted(job);
            training = new TrainingLines(listener.listenerOf(job));
        }
        if (attempt > 0) {
            listener.noted(
                    job.id() + ": its executor was lost; it continues on " + host + ", attempt " + (attempt + 1));
        }
    }
}
