package io.github.biwaa.weights;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 5;
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
    private final Optional<String> token;
    private final String name;
    private final Path draft;
    private final Patience patience;
    private final Progress progress;
    private final Progress.Task task;
    private Optional<String> entityTag = Optional.empty();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
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

        private final int status;

        RefusedException(String message) {
            this(message, 0);
        }

        RefusedException(String message, int status) {
            super(message);
            this.status = status;
        }

        /** @return what the server answered; 0 if that is not the reason */
        int status() {
            return status;
        }
    }

    /**
     * @param address of the file
     * @param token that says who asks, sent to the server of the address alone, wherever that redirects to; empty for nobody
     * @param name of the file, for messages
     * @param draft where its bytes go
     */
    WeightDownload(URI address, Optional<String> token, String name, Path draft, Patience patience, Progress progress) {
        this.address = address;
        this.token = token;
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

    /** @return what the server calls the content of the file that was downloaded: often its hash; empty if it does not say */
    Optional<String> entityTag() {
        return entityTag;
    }

    /**
     * The address that people chose.
     *
     * @param property a system property, which comes before the variable
     * @param variable an environment variable
     * @param usual the address if neither is set
     * @throws InvalidSettingException if it is none
     */
    static URI chosenAddress(String property, String variable, String usual) {
        String first = System.getProperty(property, "");
        String chosen = first.isBlank() ? System.getenv().getOrDefault(variable, "") : first;
        try {
            return URI.create(chosen.isBlank() ? usual : chosen.strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(variable + ": " + chosen + ", expected http://... or https://...");
        }
    }

    /**
     * @return the address, with a slash at its end
     * @throws InvalidSettingException if it is neither http nor https
     */
    static URI requireAddress(URI base, String variable) {
        if (!"http".equals(base.getScheme()) && !"https".equals(base.getScheme()) || base.getHost() == null) {
            throw new InvalidSettingException(variable + ": " + base + ", expected http://... or https://...");
        }
        return base.getPath().endsWith("/") ? base : URI.create(base + "/");
    }

    /** @return why a download from a server failed, for people */
    static String reason(IOException failure, URI server) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "cannot reach " + server.getHost() + ", so this machine is probably offline";
            }
        }
        if (failure instanceof ConnectException) {
            return server.getAuthority() + " does not answer, so this machine is probably offline";
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    static long sizeOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void request(long from) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = response(from);
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
                throw new RefusedException("the server answered " + status, status);
            }
        }
    }

    /** The answer of the server that redirections lead to. The first one that names the content is believed: later ones serve parts of an archive. */
    private HttpResponse<InputStream> response(long from) throws IOException, InterruptedException {
        URI place = address;
        entityTag = Optional.empty();
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<InputStream> response =
                    client.send(request(place, from), HttpResponse.BodyHandlers.ofInputStream());
            entityTag = entityTag.or(() -> entityTag(response.headers()));
            if (!REDIRECTS.contains(response.statusCode())) {
                return response;
            }
            response.body().close();
            place = next(place, response.headers().firstValue("Location").orElse(""));
        }
        throw new RefusedException("the server sends elsewhere again and again");
    }

    private static URI next(URI place, String location) throws RefusedException {
        try {
            URI next = place.resolve(location);
            boolean secure = "https".equals(next.getScheme());
            if (next.getHost() != null && (secure || "http".equals(place.getScheme()))) {
                return next;
            }
        } catch (IllegalArgumentException noAddress) {
            // Told below.
        }
        throw new RefusedException("the server sends elsewhere, but to no address that can be trusted");
    }

    private HttpRequest request(URI place, long from) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(place).timeout(patience.stall()).GET();
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        boolean sameServer = address.getScheme().equals(place.getScheme())
                && address.getAuthority().equals(place.getAuthority());
        token.filter(secret -> sameServer).ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request.build();
    }

    /** Of a large file that lies elsewhere the hub tells the tag in a header of its own. */
    private static Optional<String> entityTag(HttpHeaders headers) {
        return headers.firstValue("X-Linked-Etag")
                .or(() -> headers.firstValue("ETag"))
                .map(tag -> tag.replaceFirst("^W/", "").replace("\"", ""));
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
                throw new IOException(requireNonNull(e.getCause()).getMessage(), e.getCause());
            }
        }
    }
}
