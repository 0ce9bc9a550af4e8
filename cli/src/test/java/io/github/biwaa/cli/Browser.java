package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Chromium without a window that shows one page and tells what goes on in it, over the protocol of its developer tools. Whatever the page asks
 * for and complains of is kept.
 */
final class Browser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final List<String> SWITCHES = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--remote-debugging-port=0");
    private static final Pattern ADDRESS = Pattern.compile("DevTools listening on ws://([0-9.:]+)/");
    private static final Pattern PAGE = Pattern.compile("\"webSocketDebuggerUrl\":\\s*\"([^\"]+/page/[^\"]+)\"");
    private static final long SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final JsonMapper mapper = new JsonMapper();
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

    private Browser(Process process, String page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(page), new Ear())
                .join();
        List.of("Page", "Runtime", "Log", "Network").forEach(domain -> ask(domain + ".enable", Map.of()));
    }

    /**
     * Skips the test where no browser is installed.
     *
     * @param profile an empty folder of its own
     */
    static Browser start(Path profile) throws IOException, InterruptedException {
        Path log = Files.createDirectories(profile).resolve("browser.log");
        for (String name : NAMES) {
            List<String> command = new ArrayList<>(List.of(name));
            command.addAll(SWITCHES);
            command.addAll(List.of("--user-data-dir=" + profile, "about:blank"));
            Process process;
            try {
                process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
            } catch (IOException e) {
                // Not installed under this name.
                continue;
            }
            return new Browser(process, page(process, log));
        }
        assumeTrue(false, "no browser (" + String.join(", ", NAMES) + ") is installed: pages are not shown");
        throw new IllegalStateException();
    }

    private static String page(Process process, Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (process.isAlive() && System.nanoTime() < end) {
            Matcher address = ADDRESS.matcher(Files.readString(log));
            if (address.find()) {
                Matcher page = PAGE.matcher(new String(URI.create("http://" + address.group(1) + "/json/list")
                        .toURL()
                        .openStream()
                        .readAllBytes()));
                if (page.find()) {
                    return page.group(1);
                }
            }
            Thread.sleep(50);
        }
        process.destroyForcibly();
        throw new IOException("the browser does not answer: " + Files.readString(log));
    }

    /** Shows a page, and waits until all of it is there. What earlier pages did is forgotten. */
    void show(String address) {
        requests.clear();
        complaints.clear();
        loaded = new CompletableFuture<>();
        ask("Page.navigate", Map.of("url", address));
        loaded.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        awaitFrames();
    }

    /** Waits until what was done is drawn, and the page was told of it. */
    void awaitFrames() {
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
    }

    /** @return the addresses that the page asked for, itself first; data that it holds itself is left out */
    List<String> requests() {
        synchronized (requests) {
            return requests.stream()
                    .filter(address -> !address.startsWith("data:"))
                    .toList();
        }
    }

    /** @return uncaught exceptions, errors and warnings of the console, and what the browser itself objects to */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** @return what an expression, awaited if it is a promise, gives in the page */
    JsonNode evaluate(String expression) {
        JsonNode answer =
                ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        assertThat(answer.has("exceptionDetails"))
                .as("%s: %s", expression, answer)
                .isFalse();
        return answer.path("result").path("value");
    }

    /** Waits until an expression is true in the page. */
    void await(String expression) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!evaluate(expression).asBoolean()) {
            assertThat(System.nanoTime()).as("waiting for " + expression).isLessThan(end);
            Thread.sleep(50);
        }
    }

    /** Moves the pointer to a place of the window. */
    void point(double x, double y) {
        ask("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
    }

    /** Presses a key, by the name that JavaScript has for it. */
    void press(String key) {
        List.of("keyDown", "keyUp").forEach(type -> ask("Input.dispatchKeyEvent", Map.of("type", type, "key", key)));
    }

    /** As wide a window as that, light or dark. */
    void resize(int width, int height, boolean dark) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        ask(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** @return what the window shows, as a PNG */
    byte[] screenshot() {
        return Base64.getDecoder()
                .decode(ask("Page.captureScreenshot", Map.of("format", "png"))
                        .path("data")
                        .asText());
    }

    /** @return the page on paper, as a PDF */
    byte[] print() {
        return Base64.getDecoder()
                .decode(ask("Page.printToPDF", Map.of("printBackground", false))
                        .path("data")
                        .asText());
    }

    private JsonNode ask(String method, Map<String, ?> parameters) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode message = mapper.createObjectNode().put("id", id).put("method", method);
        message.set("params", mapper.valueToTree(parameters));
        socket.sendText(message.toString(), true).join();
        JsonNode received = answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        assertThat(received.has("error")).as("%s: %s", method, received).isFalse();
        return received.path("result");
    }

    private void heard(JsonNode message) {
        if (message.has("id")) {
            answers.remove(message.get("id").asInt()).complete(message);
            return;
        }
        JsonNode about = message.path("params");
        switch (message.path("method").asText()) {
            case "Page.loadEventFired" -> loaded.complete(null);
            case "Network.requestWillBeSent" ->
                requests.add(about.path("request").path("url").asText());
            case "Network.webSocketCreated" -> requests.add(about.path("url").asText());
            case "Runtime.exceptionThrown" ->
                complaints.add(about.path("exceptionDetails").toString());
            case "Runtime.consoleAPICalled" -> complaints.add(about.toString());
            case "Log.entryAdded" -> complaints.add(about.path("entry").toString());
            default -> {}
        }
    }

    @Override
    public void close() throws InterruptedException {
        ask("Browser.close", Map.of());
        socket.abort();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Puts the parts of messages together. */
    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                try {
                    heard(mapper.readTree(whole));
                } catch (IOException e) {
                    complaints.add(e.toString());
                }
            }
            from.request(1);
            return null;
        }
    }
}
