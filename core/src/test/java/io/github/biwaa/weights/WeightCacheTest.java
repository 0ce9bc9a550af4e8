package io.github.biwaa.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.ChildJava;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.StoppedException;
import io.github.biwaa.file.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a server on this machine that fails in every way a real one does. */
@Tag("machine")
class WeightCacheTest {
    private static final int SIZE = 300_000;

    @TempDir
    Path folder;

    private WeightServer server;
    private PublishedWeights weights;
    private Path place;
    private Path draft;
    private final List<Long> progress = new ArrayList<>();

    /** What another process runs: fetches and says so. */
    static final class Fetcher {
        private Fetcher() {}

        public static void main(String[] arguments) {
            Path file = new WeightCache(Path.of(arguments[0]), URI.create(arguments[1]), Progress.SILENT)
                    .fetch(PublishedWeights.torchvision(arguments[2]));
            System.out.println("fetched " + file.getFileName());
        }
    }

    @BeforeEach
    void serve() throws IOException {
        byte[] content = new byte[SIZE];
        new SplittableRandom(1).nextBytes(content);
        server = new WeightServer(content);
        Path copy = Files.write(folder.resolve("content"), content);
        weights = PublishedWeights.torchvision("tiny-" + Sha256.of(copy).substring(0, 8) + ".pth");
        place = folder.resolve("cache/weights").resolve(weights.fileName());
        draft = place.resolveSibling(weights.fileName() + ".part");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private WeightCache cache(URI address) {
        return new WeightCache(
                folder.resolve("cache/weights"),
                address,
                new Progress() {
                    @Override
                    public void advanced(Task task, long done, long total) {
                        progress.add(done);
                    }
                },
                new WeightDownload.Patience(Duration.ofMillis(1500), Duration.ofMillis(10)));
    }

    private void assertFetched() {
        assertThat(cache(server.address()).fetch(weights)).isEqualTo(place).hasBinaryContent(server.content);
        assertThat(draft).doesNotExist();
    }

    /** @return what the message must say whatever went wrong */
    private void assertUnavailable(URI address, String... told) {
        assertThatThrownBy(() -> cache(address).fetch(weights))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("cannot download the ImageNet weights tiny-")
                .hasMessageContaining("Download " + address + "/" + weights.fileName())
                .hasMessageContaining("put it at " + place)
                .hasMessageContaining("BIWAA_WEIGHTS_URL")
                .hasMessageContaining("none to train from scratch")
                .hasMessageContainingAll(told);
        assertThat(place).doesNotExist();
    }

    @Test
    void aFileIsDownloadedOnce() {
        assertFetched();
        assertThat(progress).isSorted().startsWith(0L).endsWith((long) SIZE);
        assertFetched();
        assertThat(server.requests).containsExactly("");
    }

    @Test
    void aServerThatDoesNotTellTheLengthWillDo() {
        server.lengthTold = false;
        assertFetched();
    }

    @Test
    void aCutConnectionIsTakenUpAgain() {
        server.cuts = 3;
        server.cutAfter = 70_000;
        assertFetched();
        assertThat(server.requests).hasSize(4).first().isEqualTo("");
        assertThat(server.requests.subList(1, 4)).allMatch(range -> range.matches("bytes=[1-9]\\d*-"));
    }

    @Test
    void aSilentConnectionIsTakenUpAgain() {
        server.cuts = 1;
        server.cutAfter = 70_000;
        server.stalls = true;
        assertFetched();
        assertThat(server.requests).containsExactly("", "bytes=70000-");
    }

    @Test
    void aServerThatCannotSendPartsSendsEverythingAgain() {
        server.cuts = 1;
        server.cutAfter = 70_000;
        server.ranges = false;
        assertFetched();
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void aServerThatAlwaysCutsAtTheSamePlaceIsGivenUp() {
        server.cuts = 1000;
        server.cutAfter = 70_000;
        server.ranges = false;
        assertUnavailable(server.address(), "");
        assertThat(server.requests).hasSizeLessThan(10);
    }

    @Test
    void theNextRunGoesOnWhereThisOneWasCut() throws IOException {
        Files.createDirectories(place.getParent());
        Files.write(draft, Arrays.copyOf(server.content, 123_456));
        assertFetched();
        assertThat(server.requests).containsExactly("bytes=123456-");
        assertThat(progress).startsWith(123_456L).endsWith((long) SIZE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, SIZE, SIZE + 10})
    void whatAnEarlierRunLeftMayBeDamaged(int size) throws IOException {
        Files.createDirectories(place.getParent());
        Files.write(draft, new byte[size]);
        assertFetched();
        assertThat(server.requests).hasSize(2).last().isEqualTo("");
    }

    @Test
    void aCompleteDraftOnlyNeedsItsHash() throws IOException {
        Files.createDirectories(place.getParent());
        Files.write(draft, server.content);
        assertFetched();
        assertThat(server.requests).containsExactly("bytes=" + SIZE + "-");
    }

    @Test
    void aFileWithAnotherHashIsRefusedAndDropped() {
        server.content[5]++;
        assertUnavailable(server.address(), "SHA-256", "begins with " + weights.hashPrefix());
        assertThat(draft).doesNotExist();
    }

    @Test
    void aFileThatSomebodyPutThereIsCheckedToo() throws IOException {
        Files.createDirectories(place.getParent());
        Files.write(place, Arrays.copyOf(server.content, 1000));
        assertThatThrownBy(() -> cache(server.address()).fetch(weights))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(place.toString())
                .hasMessageContaining("SHA-256")
                .hasMessageContaining("Delete it");
        Files.write(place, server.content);
        assertFetched();
        assertThat(server.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 503})
    void whatTheServerDoesNotGiveIsNamed(int status) {
        server.status = status;
        assertUnavailable(server.address(), "answered " + status);
        assertThat(server.requests).hasSize(status == 503 ? 3 : 1);
    }

    @Test
    void withoutAConnectionTheMessageSaysWhatToPutWhere() throws IOException {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://localhost:" + socket.getLocalPort() + "/models");
        }
        assertUnavailable(nobody, "offline");
        assertUnavailable(URI.create("http://weights.invalid/models"), "weights.invalid", "offline");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file is in the way");
        assertThatThrownBy(() -> cache(server.address()).fetch(weights))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("cannot write")
                .hasMessageContaining("put it at " + place);
    }

    @Test
    void whoeverListensMayStopAndGoOnLater() {
        long[] seen = {0};
        Progress stop = new Progress() {
            @Override
            public void advanced(Task task, long done, long total) {
                seen[0] = done;
            }

            @Override
            public boolean stopRequested() {
                return seen[0] > 0;
            }
        };
        assertThatThrownBy(() -> new WeightCache(place.getParent(), server.address(), stop).fetch(weights))
                .isInstanceOf(StoppedException.class)
                .hasMessageContaining("downloading");
        assertThat(draft).exists();
        assertThat(place).doesNotExist();
        assertFetched();
        assertThat(server.requests.get(1)).startsWith("bytes=");
    }

    @Test
    void threadsDownloadOnceTogether() throws Exception {
        server.delayMilliseconds = 300;
        WeightCache quiet = new WeightCache(place.getParent(), server.address(), Progress.SILENT);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Callable<Path> fetch = () -> quiet.fetch(weights);
            for (Future<Path> file : threads.invokeAll(List.of(fetch, fetch, fetch))) {
                assertThat(file.get()).hasBinaryContent(server.content);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void processesDownloadOnceTogether() throws IOException, InterruptedException {
        server.delayMilliseconds = 1000;
        List<Process> processes = new ArrayList<>();
        for (int number = 0; number < 2; number++) {
            processes.add(start(number));
        }
        for (int number = 0; number < 2; number++) {
            assertThat(processes.get(number).waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(folder.resolve("output" + number)).content().contains("fetched " + weights.fileName());
        }
        assertThat(server.requests).hasSize(1);
        assertFetched();
    }

    private Process start(int number) throws IOException {
        return ChildJava.command(
                        List.of("-Xmx64m"), Fetcher.class, place.getParent(), server.address(), weights.fileName())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output" + number).toFile())
                .start();
    }

    @Test
    void onlyTheFileItsDraftAndItsLockAreInTheFolder() throws IOException {
        assertFetched();
        try (Stream<Path> files = Files.list(place.getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(weights.fileName(), weights.fileName() + ".lock");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///models", "models", "ftp://host/models", "http:/models"})
    void addressesOfOtherKindsAreRefused(String address) {
        assertThatThrownBy(() -> cache(URI.create(address)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("BIWAA_WEIGHTS_URL")
                .hasMessageContaining(address);
    }

    @Test
    void theAddressIsTorchvisionsUnlessAnotherIsChosen() {
        assumeTrue(
                System.getenv().getOrDefault(WeightCache.ADDRESS_VARIABLE, "").isBlank(),
                WeightCache.ADDRESS_VARIABLE + " is set: skipped");
        assertThat(WeightCache.chosenAddress()).isEqualTo(URI.create("https://download.pytorch.org/models/"));
    }

    @Test
    void theAddressCanBeChosen() {
        assertThat(System.getProperty(WeightCache.ADDRESS_PROPERTY)).isNull();
        try {
            System.setProperty(WeightCache.ADDRESS_PROPERTY, "http://mirror/models/");
            assertThat(WeightCache.chosenAddress()).isEqualTo(URI.create("http://mirror/models/"));
            System.setProperty(WeightCache.ADDRESS_PROPERTY, "no address");
            assertThatThrownBy(WeightCache::chosenAddress).isInstanceOf(InvalidSettingException.class);
        } finally {
            System.clearProperty(WeightCache.ADDRESS_PROPERTY);
        }
    }
}
