package io.github.biwaa.weights;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves one file on this machine, as well or as badly as it is told to. */
final class WeightServer implements AutoCloseable {
    final byte[] content;
    /** The Range header of every request, or an empty text. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    volatile boolean ranges = true;
    volatile int status = 200;
    /** Answers that break off after {@link #cutAfter} bytes of their own. */
    volatile int cuts;

    volatile int cutAfter;
    /** Whether an answer stops there without breaking off. */
    volatile boolean stalls;

    volatile boolean lengthTold = true;
    volatile long delayMilliseconds;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    WeightServer(byte[] content) throws IOException {
        this.content = content;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** @return the address that names of files are put behind */
    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/models");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(range == null ? "" : range);
            pause(delayMilliseconds);
            if (!exchange.getRequestURI().getPath().startsWith("/models/tiny-") || status != 200) {
                exchange.sendResponseHeaders(status == 200 ? 404 : status, -1);
                return;
            }
            int from = range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            if (from > 0 && from >= content.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            send(exchange, from);
        }
    }

    private void send(HttpExchange exchange, int from) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        if (from > 0) {
            headers.set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        byte[] body = Arrays.copyOfRange(content, from, content.length);
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, lengthTold ? body.length : 0);
        OutputStream out = exchange.getResponseBody();
        if (cuts > 0) {
            cuts--;
            out.write(body, 0, Math.min(cutAfter, body.length));
            out.flush();
            pause(stalls ? 10_000 : 0);
            return;
        }
        out.write(body);
        out.close();
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
