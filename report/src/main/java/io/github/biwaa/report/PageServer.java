package io.github.biwaa.report;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves pages over HTTP to browsers of this machine, or of the network if it is told so. Other sites can neither read along nor post: requests must name
 * the address that the page is served at, and posts must come from the page itself, which alone knows the token.
 */
final class PageServer implements AutoCloseable {
    /** The header by which a page shows that a post is its own. */
    static final String TOKEN = "X-Biwaa-Token";

    /** Half-sent requests hold a thread until their time is up. */
    private static final int THREADS = 32;

    private static final String REQUEST_SECONDS = "10";
    private static final int LONGEST_FORM = 1 << 16;
    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Pages pages;
    private final HttpServer server;
    private final String token = UUID.randomUUID().toString();
    private final ExecutorService workers;

    /** What is served. */
    interface Pages {
        /** @return the page at a path, in HTML; empty if there is none */
        Optional<String> get(String path);

        /** @return whether there is anything to post to */
        default boolean takePosts() {
            return false;
        }

        /**
         * @param form its fields
         * @return what to show then, in HTML; empty if nothing is at that path
         * @throws BiwaaException if it cannot be done; the browser is told why
         */
        default Optional<String> post(String path, Map<String, String> form) {
            return Optional.empty();
        }
    }

    private PageServer(String name, Pages pages, HttpServer server) {
        this.pages = pages;
        this.server = server;
        this.workers = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to serve.
     *
     * @param name of its threads
     * @param address to listen at; whoever reaches it sees the pages
     * @param port 0 for any that is free
     * @throws BiwaaException if the port is taken
     */
    static PageServer start(String name, InetAddress address, int port, Pages pages) {
        HttpServer server;
        // Read by the JDK's server when its first one is made; without limits a request that never ends holds a thread
        // for ever.
        for (String limit : new String[] {"sun.net.httpserver.maxReqTime", "sun.net.httpserver.maxRspTime"}) {
            if (System.getProperty(limit) == null) {
                System.setProperty(limit, REQUEST_SECONDS);
            }
        }
        try {
            server = HttpServer.create(new InetSocketAddress(address, port), 0);
        } catch (IOException e) {
            throw new BiwaaException(
                    "cannot listen at " + address.getHostAddress() + ", port " + port + ": " + e.getMessage()
                            + ". Choose another port, or 0 for any that is free.",
                    e);
        }
        PageServer served = new PageServer(name, pages, server);
        server.createContext("/", served::answer);
        server.setExecutor(served.workers);
        server.start();
        return served;
    }

    /** @return the port that it listens at */
    int port() {
        return server.getAddress().getPort();
    }

    /** @return what posts must have in their header {@link #TOKEN} */
    String token() {
        return token;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            if (!asked(exchange)) {
                send(exchange, 403, "text/plain", "not the address that this page is served at");
            } else if (method.equals("GET") || method.equals("HEAD")) {
                send(exchange, pages.get(path));
            } else if (!method.equals("POST") || !pages.takePosts()) {
                send(exchange, 405, "text/plain", pages.takePosts() ? "GET and POST only" : "GET only");
            } else if (!ownPost(exchange)) {
                send(exchange, 403, "text/plain", "not from this page; load it again");
            } else {
                post(exchange, path);
            }
        }
    }

    private void post(HttpExchange exchange, String path) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LONGEST_FORM + 1);
        if (body.length > LONGEST_FORM) {
            send(exchange, 413, "text/plain", "too long");
            return;
        }
        Optional<String> answer;
        try {
            answer = pages.post(path, form(new String(body, StandardCharsets.UTF_8)));
        } catch (BiwaaException e) {
            send(exchange, 409, "text/plain", String.valueOf(e.getMessage()));
            return;
        } catch (IllegalArgumentException e) {
            send(exchange, 400, "text/plain", "no such answer");
            return;
        }
        send(exchange, answer);
    }

    private static Map<String, String> form(String body) {
        Map<String, String> fields = new HashMap<>();
        for (String field : body.split("&")) {
            int sign = field.indexOf('=');
            if (sign > 0) {
                fields.put(
                        URLDecoder.decode(field.substring(0, sign), StandardCharsets.UTF_8),
                        URLDecoder.decode(field.substring(sign + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    /** A page of another site that gets its name resolved to this machine must not read along. */
    private boolean asked(HttpExchange exchange) {
        String host =
                String.valueOf(exchange.getRequestHeaders().getFirst("Host")).replaceFirst(":[0-9]*$", "");
        InetAddress own = server.getAddress().getAddress();
        return !own.isLoopbackAddress() || OWN_NAMES.contains(host) || host.equals(own.getHostAddress());
    }

    /** Browsers let no other site set a header of this name, and say where a post comes from. */
    private boolean ownPost(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        String origin = headers.getFirst("Origin");
        return token.equals(headers.getFirst(TOKEN))
                && (origin == null || origin.equals("http://" + headers.getFirst("Host")));
    }

    private static void send(HttpExchange exchange, Optional<String> page) throws IOException {
        if (page.isPresent()) {
            send(exchange, 200, "text/html", page.get());
        } else {
            send(exchange, 404, "text/plain", "nothing here");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:;"
                                + " connect-src 'self'");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
