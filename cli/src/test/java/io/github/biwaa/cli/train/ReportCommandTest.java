package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyEmbeddings;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.report.LiveView;
import io.github.biwaa.run.MetricsTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What people look at: {@code biwaa report}, {@code watch} and {@code explain}, on trainings of a second. */
class ReportCommandTest {
    private static final long LARGEST_PAGE = 5_000_000;

    @TempDir
    static Path folder;

    @BeforeAll
    static void train() {
        TinyPictures.source(folder.resolve("source"), 6);
        TinyPictures.labelledTarget(folder.resolve("target"), 6);
        TinyTraining training = new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"));
        training.into("first").succeeds();
        training.with("method", "dann").into("second").succeeds();
    }

    private static String run(String name) {
        return folder.resolve(name).toString();
    }

    private static String report(String... names) throws IOException {
        Path page = folder.resolve("page.html");
        List<String> arguments = new ArrayList<>(List.of("report", "--out", page.toString()));
        Arrays.stream(names).map(ReportCommandTest::run).forEach(arguments::add);
        CommandRun.of(arguments).succeeds();
        assertThat(Files.size(page)).isLessThan(LARGEST_PAGE);
        return Files.readString(page);
    }

    @Test
    void onePageShowsItAll() throws IOException {
        String page = report("first", "second");
        assertThat(page)
                .contains("first", "second", "Confusion of first", "Accuracy per class", "Predicted classes")
                .contains("Discriminator accuracy", "Learning rate", "Reversal coefficient", ">lam<")
                .contains("Target sampling", "A-distance", "Domains before", "Classes after", "<th>most contested</th>")
                .contains("data:image/jpeg;base64,", "libtorch", "prefers-color-scheme:dark", "@media print");
        assertThat(page)
                .as("a page without addresses asks nobody for anything")
                .doesNotContain("http:", "https:", "src=\"/", "@import", "url(");
    }

    /** A run folder as somebody might send it: links in it do not decide where the page is written. */
    @Test
    void linksInAFolderOfSomebodyElseAreNotFollowed() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "my own");
        Path shared = folder.resolve("shared");
        Files.createDirectories(shared.resolve("run-0"));
        for (String file : List.of("config.yaml", "summary.json", "run-0/metrics.csv")) {
            Files.copy(folder.resolve("second").resolve(file), shared.resolve(file));
        }
        for (String name : List.of("report.html.draft", "report.html")) {
            Files.createSymbolicLink(shared.resolve(name), notes);
        }
        CommandRun.of("report", shared.toString()).succeeds();
        assertThat(notes).hasContent("my own");
        assertThat(shared.resolve("report.html")).content().contains("shared");
    }

    @Test
    void chartsHoldTheValuesOfMetrics() throws IOException {
        String page = report("second");
        MetricsTable metrics = MetricsTable.read(folder.resolve("second/run-0/metrics.csv"));
        for (String column : List.of("totalLoss", "domainAccuracy", "learningRate")) {
            assertThat(curves(page)).as(column).anySatisfy(curve -> {
                assertThat(curve[0]).containsExactly(metrics.column("iteration"));
                assertThat(curve[1]).containsExactly(metrics.column(column), org.assertj.core.data.Offset.offset(1e-3));
            });
        }
    }

    private static List<double[][]> curves(String page) {
        List<double[][]> curves = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("data-x=\"([^\"]*)\" data-y=\"([^\"]*)\"").matcher(page);
        while (matcher.find()) {
            curves.add(new double[][] {numbers(matcher.group(1)), numbers(matcher.group(2))});
        }
        return curves;
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(",")).mapToDouble(Double::parseDouble).toArray();
    }

    @Test
    void withoutItsPicturesATrainingIsStillReported() throws IOException {
        Path copy = copyOfSecond("orphan");
        Path config = copy.resolve("config.yaml");
        Files.writeString(config, Files.readString(config).replace(run("source"), run("gone")));
        String page = report("orphan");
        assertThat(page).contains("are left out", "Total loss").doesNotContain("<th>most contested</th>");
    }

    /** Without labels the page leads with what adaptation changed, never with what is missing. */
    @Test
    void withoutLabelsThePageLeadsWithAVerdict() throws IOException {
        TinyTraining training = new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"));
        training.with("target-unlabelled");
        training.with("method", "source-only").into("blind-before").succeeds();
        training.with("method", "dann").with("seed", 7).into("blind-after").succeeds();
        String page = report("blind-before", "blind-after");
        List<Integer> before = predictions("blind-before");
        List<Integer> after = predictions("blind-after");
        long changed = IntStream.range(0, before.size())
                .filter(i -> !before.get(i).equals(after.get(i)))
                .count();
        assertThat(changed).isPositive();
        assertThat(page)
                .contains(
                        "<p class=\"big\">about " + Math.round(100 * (18 - changed) / 18.0) + " %</p>", "by agreement")
                .contains(
                        changed + " of 18 samples of the target changed class against blind-before",
                        "scores without labels prefer it")
                .contains("predicted classes", "<dt>entropy</dt>", "biwaa predict --model", "biwaa explain --model")
                .contains("Settings that differ", "<tr><th>method</th><td>source-only</td><td>dann</td></tr>")
                .doesNotContain(">no labels<", "<tr><th>runs</th><td>2</td><td>2</td></tr>");
        Matcher contested = Pattern.compile("([0-9]+) of 18 target pictures are classified differently")
                .matcher(page);
        assertThat(contested.find()).isTrue();
        assertThat(Long.parseLong(contested.group(1))).isEqualTo(changed);
        assertThat(page.split("<figure><img alt=", -1)).hasSize((int) changed + 1);
        assertThat(List.of("summary", "disagreement", "features", "target", "curves", "pictures", "settings"))
                .isSortedAccordingTo(Comparator.comparing(id -> page.indexOf("<section id=\"" + id + "\"")));
        assertThat(report("blind-before"))
                .contains("classes are predicted for the target&#39;s 18 samples")
                .doesNotContain("section id=\"disagreement\"");
        assertThat(report("blind-after")).contains("--method source-only");
    }

    private static List<Integer> predictions(String run) throws IOException {
        byte[] file = Files.readAllBytes(folder.resolve(run).resolve("run-0/scores.npy"));
        int classes = 3;
        ByteBuffer scores = ByteBuffer.wrap(file, file.length - 18 * classes * Float.BYTES, 18 * classes * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        return IntStream.range(0, 18)
                .mapToObj(sample -> {
                    float[] row = {scores.getFloat(), scores.getFloat(), scores.getFloat()};
                    return row[0] >= row[1] && row[0] >= row[2] ? 0 : row[1] >= row[2] ? 1 : 2;
                })
                .toList();
    }

    @Test
    void quickReportsLeaveMapsOut() throws IOException {
        Path page = folder.resolve("quick.html");
        CommandRun.of("report", "--quick", "--out", page.toString(), run("first"))
                .succeeds();
        assertThat(Files.readString(page)).contains("<th>most contested</th>").doesNotContain("A-distance");
        CommandRun.of("report", "--map-points", "3", run("first")).fails(2, "map-points: 3, expected at least 4");
    }

    /** All that pictures give but for the pictures. */
    @Test
    void embeddingsAreReportedToo() throws IOException {
        TinyEmbeddings.features(folder.resolve("x.npy"), false);
        TinyEmbeddings.features(folder.resolve("z.npy"), true);
        TinyEmbeddings.labels(folder.resolve("y.npy"));
        new TinyTraining(folder, folder.resolve("x.npy"), folder.resolve("z.npy"))
                .without("backbone")
                .with("source-labels", folder.resolve("y.npy"))
                .with("target-labels", folder.resolve("y.npy"))
                .into("embedded")
                .succeeds();
        assertThat(report("embedded"))
                .contains("Confusion of embedded", "Predicted classes", "Target sampling", "A-distance")
                .contains("Classes before", "Classes after")
                .doesNotContain("<th>most contested</th>", "left out:");
        CommandRun.of(
                        "explain",
                        "--model",
                        "m=" + run("embedded"),
                        "--images",
                        run("target"),
                        "--out",
                        folder.resolve("no-heat").toString())
                .fails(1, "trained on embeddings", "cannot be explained by heat maps");
    }

    private static Path copyOfSecond(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (Stream<Path> files = Files.walk(folder.resolve("second"))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        copy.resolve(folder.resolve("second").relativize(file)),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    @Test
    void whatIsSuspiciousAboutARunIsShown() throws IOException {
        Path summary = copyOfSecond("suspicious").resolve("summary.json");
        String text = Files.readString(summary);
        String warned =
                text.replaceFirst("\"warnings\"\\s*:\\s*\\[[^]]*]", "\"warnings\":[\"class <b> is never predicted\"]");
        assertThat(warned).isNotEqualTo(text);
        Files.writeString(summary, warned);
        assertThat(report("suspicious")).contains("Run 0: class &lt;b&gt; is never predicted");
        assertThat(report("first")).doesNotContain("class &lt;b&gt;");
    }

    @Test
    void whatIsNoTrainingIsRefused() {
        CommandRun.of("report", run("source")).fails(1, "holds no training");
        CommandRun.of("report", run("nowhere")).fails(1, "does not exist");
        CommandRun.of("report").fails(2, "RUN");
    }

    @Test
    void explainDrawsARowPerModel() {
        Path out = folder.resolve("heat");
        CommandRun.of(
                        "explain",
                        "--model",
                        "dann=" + run("second"),
                        "--model",
                        "biwaa=" + run("first"),
                        "--images",
                        run("target"),
                        "--limit",
                        "3",
                        "--out",
                        out.toString())
                .succeeds();
        assertThat(out.resolve("figure.png")).isNotEmptyFile();
        assertThat(out.toFile().list((dir, name) -> name.endsWith("-dann.png"))).hasSize(3);
        assertThat(out.toFile().list((dir, name) -> name.endsWith("-biwaa.png")))
                .hasSize(3);
        CommandRun.of(
                        "explain",
                        "--model",
                        "m=" + run("second"),
                        "--class",
                        "ring",
                        "--images",
                        run("target"),
                        "--limit",
                        "1",
                        "--out",
                        folder.resolve("ring").toString())
                .succeeds();
        assertThat(folder.resolve("ring/figure.png")).isNotEmptyFile();
        CommandRun.of(
                        "explain",
                        "--model",
                        "m=" + run("second"),
                        "--class",
                        "cube",
                        "--images",
                        run("target"),
                        "--out",
                        folder.resolve("cube").toString())
                .fails(2, "cube", "box, ring, stroke");
    }

    @Test
    void picturesOfOneNameGetFilesOfTheirOwn() throws IOException {
        Path pictures = Files.createDirectories(folder.resolve("alike"));
        Path picture = folder.resolve("target/ring/p200.png");
        Files.copy(picture, pictures.resolve("a.png"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(picture, pictures.resolve("a.jpg"), StandardCopyOption.REPLACE_EXISTING);
        Path out = folder.resolve("alike-heat");
        CommandRun.of(
                        "explain",
                        "--model",
                        "m=" + run("second"),
                        "--images",
                        pictures.toString(),
                        "--out",
                        out.toString())
                .succeeds();
        assertThat(out.toFile().list()).containsExactlyInAnyOrder("figure.png", "a-m.png", "a.2-m.png");
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theLivePageFollowsRunFolders() throws IOException, InterruptedException {
        Path runs = folder.resolve("live");
        try (LiveView view = LiveView.start(List.of(runs), InetAddress.getLoopbackAddress(), 0)) {
            assertThat(get(view.port(), "/").body()).contains("No training in");
            Path metrics = runs.resolve("one/run-0/metrics.csv");
            Files.createDirectories(metrics.getParent());
            Files.writeString(runs.resolve("one/config.yaml"), "method: dann\niterations: 100\nruns: 3\n");
            Files.writeString(metrics, "iteration,seconds,imagesPerSecond,totalLoss\n0,0.1,700,4\n49,10.0,720,2\n99,2");
            assertThat(get(view.port(), "/content").body())
                    .contains("data-x=\"0,49\"", "data-y=\"4,2\"")
                    .contains("50.0\u202f% done", "about 10 s left", "720 images/s");
            Files.writeString(metrics, "0.0,730,1\n", StandardOpenOption.APPEND);
            assertThat(get(view.port(), "/content").body()).contains("data-x=\"0,49,99\"", "730 images/s");
            Files.writeString(runs.resolve("one/summary.json"), "{ broken");
            assertThat(get(view.port(), "/content").body()).contains("cannot read");
            assertThat(get(view.port(), "/etc/passwd").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void anotherSitesNameIsNotAnswered() throws IOException {
        assertThat(answer(InetAddress.getLoopbackAddress(), "evil.example")).startsWith("HTTP/1.1 403");
    }

    /** Linux answers under all of 127.0.0.0/8; other systems must be told to. */
    @Test
    @Tag("machine")
    @EnabledOnOs(OS.LINUX)
    void theAddressThatWasAskedForIsAnswered() throws IOException {
        InetAddress own = InetAddress.getByName("127.0.0.2");
        assertThat(answer(own, "127.0.0.2")).startsWith("HTTP/1.1 200");
        assertThat(answer(own, "127.0.0.3")).startsWith("HTTP/1.1 403");
    }

    private String answer(InetAddress address, String host) throws IOException {
        try (LiveView view = LiveView.start(List.of(folder), address, 0);
                Socket socket = new Socket(address, view.port())) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
