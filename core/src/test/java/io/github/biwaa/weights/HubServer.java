package io.github.biwaa.weights;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One model, {@value #MODEL}, on a server of this machine that behaves as the Hugging Face hub does: an interface that lists files with their hashes, small
 * files that it sends itself, and large ones for which it redirects to another server.
 */
public final class HubServer implements AutoCloseable {
    /** What people ask for. */
    public static final String MODEL = "hf:owner/model";
    /** The commit of its main branch. */
    public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private static final String REPOSITORY = "/owner/model";
    private static final JsonMapper JSON = new JsonMapper();

    /** By name. */
    public final Map<String, byte[]> files = new TreeMap<>();
    /** What the interface says about the model's card; null for nothing. */
    public volatile String licence = "apache-2.0";

    /** Path, range and authorization of all requests to the hub. */
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** The same for the other server. */
    final List<String> elsewhere = new CopyOnWriteArrayList<>();

    /** Without it everything is answered with 401; null if everybody may read. */
    volatile String token;

    volatile boolean hashesTold = true;
    volatile boolean tagsTold = true;
    /** Whether the other server changes a byte of what it sends. */
    volatile boolean damages;
    /** Answers of the other server that break off after half of what they are to send. */
    volatile int cuts;

    private final HttpServer hub = server(this::answer);
    private final HttpServer store = server(this::answerElsewhere);

    /** @throws IOException if this machine has no ports left */
    public HubServer() throws IOException {
        hub.start();
        store.start();
    }

    /** Adds a file. */
    public HubServer with(String name, String content) {
        return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a file. */
    public HubServer with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** @return its address */
    public URI address() {
        return URI.create("http://localhost:" + hub.getAddress().getPort());
    }

    /** @return paths of the files that were asked for, the interface not counted */
    List<String> fetched() {
        return requests.stream()
                .filter(request -> request.contains("/resolve/"))
                .map(request -> request.replaceFirst(" .*", "").replaceFirst(".*/", ""))
                .toList();
    }

    private static HttpServer server(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        return server;
    }

    private static String told(HttpExchange exchange) {
        return exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Range") + " "
                + exchange.getRequestHeaders().getFirst("Authorization");
    }

    private static boolean isLarge(String name) {
        return !name.endsWith(".json") && !name.endsWith(".md");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(told(exchange));
            String path = exchange.getRequestURI().getPath();
            boolean known = token == null
                    || ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            String file = path.startsWith(REPOSITORY + "/resolve/" + COMMIT + "/") ? path.replaceFirst(".*/", "") : "";
            if (!known) {
                exchange.sendResponseHeaders(401, -1);
            } else if (path.matches("/api/models" + REPOSITORY + "/revision/(main|v1|refs/pr/1|" + COMMIT + ")")) {
                send(exchange, listing(), 0);
            } else if (!files.containsKey(file)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (isLarge(file)) {
                if (tagsTold) {
                    exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + hash("SHA-256", files.get(file)) + "\"");
                }
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                "http://localhost:" + store.getAddress().getPort() + "/store/" + file);
                exchange.sendResponseHeaders(302, -1);
            } else {
                if (tagsTold) {
                    exchange.getResponseHeaders().set("ETag", "W/\"" + git(files.get(file)) + "\"");
                }
                send(exchange, files.get(file), 0);
            }
        }
    }

    private void answerElsewhere(HttpExchange exchange) throws IOException {
        try (exchange) {
            elsewhere.add(told(exchange));
            byte[] content = files.get(exchange.getRequestURI().getPath().replaceFirst(".*/", ""))
                    .clone();
            content[content.length - 1] += damages ? 1 : 0;
            String range = exchange.getRequestHeaders().getFirst("Range");
            exchange.getResponseHeaders().set("ETag", "\"of-the-store\"");
            send(exchange, content, range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", "")));
        }
    }

    private void send(HttpExchange exchange, byte[] content, int from) throws IOException {
        byte[] body = Arrays.copyOfRange(content, from, content.length);
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, body.length);
        OutputStream out = exchange.getResponseBody();
        if (cuts > 0 && exchange.getRequestURI().getPath().startsWith("/store/")) {
            cuts--;
            out.write(body, 0, body.length / 2);
            out.flush();
            return;
        }
        out.write(body);
        out.close();
    }

    private byte[] listing() throws IOException {
        ObjectNode answer = JSON.createObjectNode().put("id", "owner/model").put("sha", COMMIT);
        if (licence != null) {
            answer.putObject("cardData").put("license", licence);
        }
        files.forEach((name, content) -> {
            ObjectNode file = answer.withArray("siblings").addObject().put("rfilename", name);
            if (hashesTold) {
                file.put("blobId", git(content));
                if (isLarge(name)) {
                    file.putObject("lfs").put("sha256", hash("SHA-256", content));
                }
            }
        });
        return JSON.writeValueAsBytes(answer);
    }

    static String git(byte[] content) {
        byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, all, header.length, content.length);
        return hash("SHA-1", all);
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
    }
}
