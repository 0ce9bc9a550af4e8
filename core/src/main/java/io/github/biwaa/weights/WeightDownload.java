package io.github.biwaa.weights;

import io.github.biwaa.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings one file from the network into a draft beside its place. A draft that is there already is gone on with, where the server can send the
 * rest; a connection that breaks is taken up again a few times.
 */
final class WeightDownload {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int FIRST_SERVER_ERROR = 500;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final long MOST_BYTES = 4L << 30;
    private static final int TRIES_WITHOUT_PROGRESS = 3;
    private static final int MOST_TRIES = 20;
    private static final long TICK_MILLISECONDS = 500;
    private static final int BUFFER = 1 << 16;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

    private final URI address;
    private final String name;
    private final Path draft;
    private final Patience patience;
    private final Progress progress;
    private final Progress.Task task;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * How long to wait.
     *
     * @param stall for more bytes, before the connection counts as broken
     * @param pause before it is taken up again
     */
    record Patience(Duration stall, Duration pause) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(60), Duration.ofSeconds(2));
    }

    /** What cannot be put right by trying again. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * @param address of the file
     * @param name of the file, for messages
     * @param draft where its bytes go
     */
    WeightDownload(URI address, String name, Path draft, Patience patience, Progress progress) {
        this.address = address;
        this.name = name;
        this.draft = draft;
        this.patience = patience;
        this.progress = progress;
        this.task = new Progress.Task("downloading " + name, Progress.Unit.BYTES);
    }

    /**
     * Downloads what the draft lacks.
     *
     * @throws IOException if that failed for good; the draft then holds what came
     */
    void run() throws IOException, InterruptedException {
        int fruitless = 0;
        for (int tries = 1; ; tries++) {
            long before = sizeOf(draft);
            try {
                request(before);
                return;
            } catch (RefusedException | ConnectException | HttpConnectTimeoutException forGood) {
                throw forGood;
            } catch (IOException broken) {
                fruitless = sizeOf(draft) > before ? 0 : fruitless + 1;
                if (fruitless >= TRIES_WITHOUT_PROGRESS || tries >= MOST_TRIES) {
                    throw broken;
                }
                Thread.sleep(patience.pause().toMillis());
            }
        }
    }

    static long sizeOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void request(long from) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(patience.stall()).GET();
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status == PARTIAL && from > 0) {
                Matcher range = CONTENT_RANGE.matcher(
                        response.headers().firstValue("Content-Range").orElse(""));
                if (!range.matches() || Long.parseLong(range.group(1)) != from) {
                    Files.delete(draft);
                    throw new IOException("the server sent another part than was asked for");
                }
                receive(body, from, range.group(2).equals("*") ? -1 : Long.parseLong(range.group(2)));
            } else if (status == OK) {
                // A server that cannot send parts sends everything.
                receive(
                        body,
                        0,
                        response.headers().firstValueAsLong("Content-Length").orElse(-1));
            } else if (status == RANGE_NOT_SATISFIABLE && from > 0) {
                // Nothing is left to send; whether what is there is right, its hash tells.
                return;
            } else if (status >= FIRST_SERVER_ERROR) {
                throw new IOException("the server answered " + status);
            } else {
                throw new RefusedException("the server answered " + status);
            }
        }
    }

    private void receive(InputStream body, long from, long size) throws IOException, InterruptedException {
        if (size > MOST_BYTES) {
            throw new RefusedException("the server wants to send " + size + " bytes, more than any weights have");
        }
        ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "download of " + name);
            thread.setDaemon(true);
            return thread;
        });
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            channel.truncate(from);
            channel.position(from);
            progress.report(task, from, size);
            byte[] buffer = new byte[BUFFER];
            for (int count = 0; count >= 0; ) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                if (channel.position() > MOST_BYTES) {
                    throw new RefusedException("the server sent more than " + MOST_BYTES + " bytes");
                }
                progress.report(task, channel.position(), size);
                count = next(reader.submit(() -> body.read(buffer)), channel.position(), size);
            }
            if (size >= 0 && channel.position() < size) {
                throw new IOException("the connection was cut after " + channel.position() + " of " + size + " bytes");
            }
        } finally {
            reader.shutdown();
        }
    }

    /** Waits for bytes with a limit, and stops when asked to: a stream alone would wait for ever. */
    private int next(Future<Integer> read, long done, long size) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            try {
                return read.get(TICK_MILLISECONDS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (System.nanoTime() - begun > patience.stall().toNanos()) {
                    throw new IOException("nothing came for " + patience.stall().toSeconds() + " s", e);
                }
                progress.report(task, done, size);
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().getMessage(), e.getCause());
            }
        }
    }
}
