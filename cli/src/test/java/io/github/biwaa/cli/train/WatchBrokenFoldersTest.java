package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.cli.ChildCommand;
import io.github.biwaa.report.LiveView;
import io.github.biwaa.report.evidence.RecordedTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One broken run folder among others: {@code biwaa watch} shows the others, and says what is wrong with the broken one. */
@Timeout(300)
@Tag("machine")
class WatchBrokenFoldersTest {
    private static final Path EARLIER = Path.of("src/test/resources/earlier/chained");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVERY_SIXTH = 6;
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "\"text\"",
            "\"\"",
            "[]",
            "{}",
            "[null]",
            "-1",
            "0.5",
            "1e300",
            "9223372036854775807",
            "123456789012345678901234567890");

    @TempDir
    private Path runs;

    private final HttpClient client = HttpClient.newHttpClient();
    private Path broken;

    @BeforeEach
    void copy() throws IOException {
        broken = runs.resolve("broken");
        copy(EARLIER, broken);
        copy(EARLIER, runs.resolve("sound"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    /** Every key is left out once, and every value is replaced by some values of other types or by huge ones, which take turns. */
    @ParameterizedTest
    @ValueSource(strings = {"provenance.json", "summary.json", "run-1/model/model.json"})
    void theOthersAreShownWhateverIsMissingOrOfAnotherType(String name) throws Exception {
        assertShown(name, EVERY_SIXTH);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"provenance.json", "summary.json", "run-1/model/model.json"})
    void theOthersAreShownWhateverValueIsReplacedByWhichOther(String name) throws Exception {
        assertShown(name, 1);
    }

    /** @param stride of the other values of which a value is replaced by one */
    private void assertShown(String name, int stride) throws Exception {
        Path file = broken.resolve(name);
        JsonNode whole = JSON.readTree(file.toFile());
        List<JsonNode> variations = new Variations(whole, stride).all();
        assertThat(variations).hasSizeGreaterThan(50);
        try (LiveView view = LiveView.start(List.of(runs), InetAddress.getLoopbackAddress(), 0)) {
            for (JsonNode variation : variations) {
                Files.writeString(file, variation.toString());
                try {
                    RecordedTraining.read(broken);
                } catch (BiwaaException e) {
                    assertThat(e).hasMessageContaining(broken.toString());
                }
                assertThat(get(view.port())).as(variation.toString()).contains("sound");
            }
        }
    }

    /** Changes the tree in place, notes a copy, and changes it back. */
    private static final class Variations {
        private final JsonNode root;
        private final int stride;
        private final List<JsonNode> all = new ArrayList<>();
        private int replaced;

        Variations(JsonNode root, int stride) throws IOException {
            this.root = root;
            this.stride = stride;
            vary(root);
        }

        List<JsonNode> all() {
            return all;
        }

        private void vary(JsonNode node) throws IOException {
            if (node instanceof ObjectNode fields) {
                List<String> names = new ArrayList<>();
                fields.fieldNames().forEachRemaining(names::add);
                for (String name : names) {
                    JsonNode value = fields.remove(name);
                    all.add(root.deepCopy());
                    for (JsonNode other : others()) {
                        fields.set(name, other);
                        all.add(root.deepCopy());
                    }
                    fields.set(name, value);
                    vary(value);
                }
            } else if (node instanceof ArrayNode entries && !entries.isEmpty()) {
                JsonNode first = entries.get(0);
                for (JsonNode other : others()) {
                    entries.set(0, other);
                    all.add(root.deepCopy());
                }
                entries.set(0, first);
                vary(first);
            }
        }

        /** The next value begins with the next of them, so that each has its turn. */
        private List<JsonNode> others() throws IOException {
            List<JsonNode> others = new ArrayList<>();
            for (int i = replaced++ % stride; i < VALUES.size(); i += stride) {
                others.add(JSON.readTree(VALUES.get(i)));
            }
            return others;
        }
    }

    @Test
    void anUnreadableFolderIsNamedWithTheReason() throws Exception {
        Files.writeString(broken.resolve("summary.json"), "[");
        try (LiveView view = LiveView.start(List.of(runs), InetAddress.getLoopbackAddress(), 0)) {
            assertThat(get(view.port()))
                    .contains("sound", broken.resolve("summary.json").toString());
        }
    }

    /** In a process of its own: the JDK's server reads its limits once, and other tests of this process may have made one before. */
    @Test
    void halfSentRequestsDoNotBlockOthers() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        ChildCommand watch = ChildCommand.start(runs, List.of("watch", runs.toString(), "--port", "0"));
        try {
            watch.waitForMessage("Watch at http://", 60);
            int port = Integer.parseInt(watch.err().replaceFirst("(?s).*Watch at http://[^ ]*:(\\d+).*", "$1"));
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(socket);
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
            assertThat(get(port)).contains("sound");
            // Nothing comes any more: the server ends them.
            sockets.get(0).setSoTimeout(60_000);
            assertThat(sockets.get(0).getInputStream().read()).isEqualTo(-1);
        } finally {
            watch.kill();
            sockets.forEach(WatchBrokenFoldersTest::close);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String get(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/content"))
                .timeout(Duration.ofSeconds(60))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
