package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.biwaa.Progress;
import io.github.biwaa.report.LiveView;
import io.github.biwaa.report.ReviewView;
import io.github.biwaa.report.review.Review;
import io.github.biwaa.run.MetricsTable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report, the live page and a review in a real browser: no error, no request to elsewhere, and charts that show what metrics.csv holds. */
@Tag("machine")
class BrowserTest {
    private static final String LOSS = "document.querySelector('svg.lines[data-title=\"Total loss\"]')";
    /** The places of a chart's marks with what they say, and of the points of its last curve. */
    private static final String DRAWN = """
            (svg => {
              const marks = (anchor, place) => [...svg.querySelectorAll(`.tick[text-anchor=${anchor}]`)]
                  .map(tick => [tick[place].baseVal[0].value, Number(tick.textContent)]);
              const curve = [...svg.querySelectorAll('.curve')].at(-1);
              return {across: marks('middle', 'x'), up: marks('end', 'y'), points: [...curve.points].map(p => [p.x, p.y])};
            })(%s)""".formatted(LOSS);
    /** Labels stand that much below the lines they belong to. */
    private static final double LABEL_DROP = 3.5;

    private static final int DESK = 1280;
    private static final int PHONE = 390;

    @TempDir
    static Path folder;

    private static Browser browser;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        browser = Browser.start(folder.resolve("profile"));
        TinyPictures.source(folder.resolve("source"), 6);
        TinyPictures.labelledTarget(folder.resolve("target"), 6);
        TinyTraining training = new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"));
        training.with("iterations", 21);
        training.into("runs/first").succeeds();
        training.with("method", "dann").into("runs/second").succeeds();
        CommandRun.of(
                        "report",
                        "--out",
                        folder.resolve("page.html").toString(),
                        folder.resolve("runs/first").toString(),
                        folder.resolve("runs/second").toString())
                .succeeds();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void atADesk() {
        browser.resize(DESK, 900, false);
    }

    private static String report() {
        return folder.resolve("page.html").toUri().toString();
    }

    private static LiveView watch(int port) {
        return LiveView.start(List.of(folder.resolve("runs")), InetAddress.getLoopbackAddress(), port);
    }

    private static MetricsTable metrics() {
        return MetricsTable.read(folder.resolve("runs/second/run-0/metrics.csv"));
    }

    /** Otherwise the other tests could not fail. */
    @Test
    void faultsAreSeen() throws IOException {
        Path faulty = Files.writeString(
                folder.resolve("faulty.html"),
                "<!doctype html><title>x</title><img src=\"http://127.0.0.1:9/a.png\">"
                        + "<script>console.error('first'); throw new Error('second')</script>");
        browser.show(faulty.toUri().toString());
        assertThat(browser.requests()).contains("http://127.0.0.1:9/a.png");
        assertThat(browser.complaints())
                .anyMatch(text -> text.contains("first"))
                .anyMatch(text -> text.contains("second"));
    }

    @Test
    void theReportLoadsByItself() {
        browser.show(report());
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).containsExactly(report());
        assertThat(browser.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
                        .asBoolean())
                .as("all pictures are shown")
                .isTrue();
    }

    /** Not what the chart says of itself, but where its line is drawn. */
    @Test
    void curvesAreDrawnWhereMetricsSay() {
        browser.show(report());
        JsonNode drawn = browser.evaluate(DRAWN);
        double[] iterations = metrics().column("iteration");
        double[] losses = metrics().column("totalLoss");
        assertThat(drawn.path("points")).hasSize(losses.length).hasSizeGreaterThan(5);
        for (int i = 0; i < losses.length; i++) {
            JsonNode point = drawn.path("points").path(i);
            assertThat(read(drawn.path("across"), 0, point.path(0).asDouble())).isCloseTo(iterations[i], within(0.1));
            assertThat(read(drawn.path("up"), LABEL_DROP, point.path(1).asDouble()))
                    .isCloseTo(losses[i], within(0.02));
        }
    }

    /** Reads a place off an axis. */
    private static double read(JsonNode marks, double drop, double place) {
        JsonNode first = marks.path(0);
        JsonNode last = marks.path(marks.size() - 1);
        double share = (place + drop - first.path(0).asDouble())
                / (last.path(0).asDouble() - first.path(0).asDouble());
        return first.path(1).asDouble()
                + share * (last.path(1).asDouble() - first.path(1).asDouble());
    }

    @Test
    void pointerAndKeysTellValues() {
        browser.show(report());
        double[] losses = metrics().column("totalLoss");
        browser.evaluate(LOSS + ".scrollIntoView({block: 'center'})");
        browser.awaitFrames();
        JsonNode place = browser.evaluate(
                "(box => ({right: box.right, y: box.top + box.height / 2}))(" + LOSS + ".getBoundingClientRect())");
        browser.point(place.path("right").asDouble() - 1, place.path("y").asDouble());
        assertThat(tip()).contains("Total loss, iteration 20");
        assertThat(told()).isCloseTo(losses[losses.length - 1], within(1e-3));
        browser.evaluate(LOSS + ".focus()");
        browser.press("Home");
        assertThat(tip()).contains("Total loss, iteration 0");
        assertThat(told()).isCloseTo(losses[0], within(1e-3));
        browser.press("ArrowRight");
        assertThat(tip()).contains("Total loss, iteration 2");
        assertThat(told()).isCloseTo(losses[1], within(1e-3));
        browser.press("Escape");
        assertThat(browser.evaluate("document.getElementById('tip').hidden").asBoolean())
                .isTrue();
        assertThat(browser.complaints()).isEmpty();
    }

    private static String tip() {
        assertThat(browser.evaluate("document.getElementById('tip').hidden").asBoolean())
                .isFalse();
        return browser.evaluate("document.getElementById('tip').innerText").asText();
    }

    /** The value beside the pointer of the last curve. */
    private static double told() {
        return browser.evaluate(
                        "Number(document.querySelector('#tip > span:last-child > span:last-child').textContent)")
                .asDouble();
    }

    @Test
    void itFitsPhonesAndPaperAndFollowsTheMode() {
        browser.resize(PHONE, 844, true);
        browser.show(report());
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .as("nothing is wider than a phone")
                .isLessThanOrEqualTo(PHONE);
        String dark = ground();
        browser.resize(PHONE, 844, false);
        assertThat(ground()).as("light is not dark").isNotEqualTo(dark);
        assertThat(new String(browser.print(), StandardCharsets.ISO_8859_1)).startsWith("%PDF");
        assertThat(browser.complaints()).isEmpty();
    }

    private static String ground() {
        return browser.evaluate("getComputedStyle(document.body).backgroundColor")
                .asText();
    }

    /** Rows that are written while it is shown appear without loading the page again, and it comes back when its server does. */
    @Test
    void theLivePageFollowsATraining() throws IOException, InterruptedException {
        Path metrics = folder.resolve("runs/growing/run-0/metrics.csv");
        Files.createDirectories(metrics.getParent());
        Files.writeString(folder.resolve("runs/growing/config.yaml"), "method: dann\niterations: 100\n");
        Files.writeString(metrics, "iteration,seconds,imagesPerSecond,totalLoss\n0,0.1,700,4\n");
        int port;
        try (LiveView view = watch(0)) {
            port = view.port();
            String address = "http://127.0.0.1:" + port;
            browser.show(address + "/");
            browser.evaluate("window.sameDocument = true");
            String curve = "[...document.querySelectorAll('svg.lines[data-title=\"Total loss\"] .curve')]"
                    + ".some(curve => curve.dataset.name === 'growing' && curve.dataset.y === '%s')";
            browser.await(curve.formatted("4"));
            Files.writeString(metrics, "49,10.0,730,2\n", StandardOpenOption.APPEND);
            browser.await(curve.formatted("4,2"));
            assertThat(browser.evaluate("document.body.innerText").asText())
                    .contains("first", "second", "730 images/s", "50.0\u202f% done, about 10 s left");
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests())
                    .startsWith(address + "/")
                    .contains(address + "/content")
                    .allMatch(request -> request.startsWith(address + "/"));
        }
        browser.await("document.getElementById('state').textContent.includes('trying again')");
        try (LiveView again = watch(port)) {
            browser.await("document.getElementById('state').textContent === 'live' && window.sameDocument");
            assertThat(again.port()).isEqualTo(port);
        }
    }

    /** By key, by the beginning of a name, and by touch; and back again. */
    @Test
    void picturesAreReviewed() throws IOException, InterruptedException {
        Path run = folder.resolve("runs/first");
        try (ReviewView view = ReviewView.start(Review.open(run, 4, Progress.SILENT), 0)) {
            String address = "http://127.0.0.1:" + view.port() + "/";
            browser.resize(PHONE, 844, true);
            browser.show(address);
            browser.await("document.querySelector('figure img')?.naturalWidth > 0");
            assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                    .as("nothing is wider than a phone")
                    .isLessThanOrEqualTo(PHONE);
            assertThat(browser.evaluate(
                                    "Math.min(...[...document.querySelectorAll('button')].map(b => b.offsetHeight))")
                            .asInt())
                    .as("fingers hit it")
                    .isGreaterThanOrEqualTo(44);
            browser.press("2");
            browser.await("document.body.innerText.includes('1 label,')");
            browser.press("s");
            assertThat(browser.evaluate("document.querySelector('button.found').innerText")
                            .asText())
                    .contains("stroke");
            browser.press("Enter");
            browser.await("document.body.innerText.includes('2 labels,')");
            browser.evaluate("document.querySelector('button[data-answer=none]').click()");
            browser.await("document.body.innerText.includes('3 labels,')");
            browser.press("ArrowLeft");
            browser.await("document.querySelector('button[data-answer=none]').ariaPressed === 'true'");
            browser.press("1");
            browser.await("document.querySelector('button[data-answer=none]').ariaPressed === 'false'");
            assertThat(Files.readAllLines(run.resolve("labels.csv")).stream().skip(1))
                    .map(line -> line.replaceFirst("^[^,]*,", ""))
                    .containsExactly("1,ring,random", "2,stroke,random", "0,box,random");
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests()).allMatch(request -> request.startsWith(address));
        }
    }
}
