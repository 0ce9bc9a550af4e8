package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.biwaa.cli.ChildCommand;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the command looks for ImageNet weights, and what it does with wrong ones. */
@Tag("machine")
class TrainImageNetWeightsTest {
    private static final String FILE = "squeezenet1_1-b8a52dc0.pth";
    private static final byte[] NO_WEIGHTS = {1, 2, 3};

    @TempDir
    private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer mirror;

    @BeforeEach
    void serve() throws IOException {
        mirror = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        mirror.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestURI().getPath());
                exchange.sendResponseHeaders(200, NO_WEIGHTS.length);
                exchange.getResponseBody().write(NO_WEIGHTS);
            }
        });
        mirror.start();
    }

    @AfterEach
    void stop() {
        mirror.stop(0);
    }

    private ChildCommand train() throws IOException {
        List<String> arguments = new TinyTraining(
                        folder,
                        TinyPictures.source(folder.resolve("source"), 2),
                        TinyPictures.unlabelledTarget(folder.resolve("target"), 2))
                .with("backbone", "squeezenet1_1")
                .arguments("out");
        String address = "http://127.0.0.1:" + mirror.getAddress().getPort() + "/mirrored/models";
        return ChildCommand.start(folder, arguments, Map.of("BIWAA_WEIGHTS_URL", address));
    }

    @Test
    void withoutWeightsTheMirrorIsAskedForThePublishedFileAndOthersAreRefused() throws Exception {
        ChildCommand child = train();
        assertThat(child.waitForExit(60)).as(child.err()).isEqualTo(1);
        assertThat(asked).isNotEmpty().containsOnly("/mirrored/models/" + FILE);
        assertThat(child.err())
                .contains("has the SHA-256 039058c6f2c0", "begins with b8a52dc0")
                .contains("put it at " + weights().resolve(FILE))
                .doesNotContain("Decoding");
        try (Stream<Path> left = Files.list(weights())) {
            assertThat(left).allMatch(file -> file.toString().endsWith(".lock"));
        }
        assertThat(folder.resolve("out/config.yaml")).doesNotExist();
    }

    @Test
    void aFileThatSomebodyPutThereIsCheckedAndNothingIsDownloaded() throws Exception {
        Files.createDirectories(weights());
        Files.write(weights().resolve(FILE), NO_WEIGHTS);
        ChildCommand child = train();
        assertThat(child.waitForExit(60)).as(child.err()).isEqualTo(1);
        assertThat(asked).isEmpty();
        assertThat(child.err()).contains(weights().resolve(FILE).toString(), "SHA-256", "Delete it");
    }

    private Path weights() throws IOException {
        return folder.toRealPath().resolve("cache/weights");
    }
}
