package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.data.LabelTable;
import io.github.biwaa.report.ReviewView;
import io.github.biwaa.report.review.Review;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code biwaa review} by real requests, and {@code --target-labelled} on what it has written. */
class ReviewCommandTest {
    private static final Pattern PICTURE = Pattern.compile("data-picture=\"(\\d+)\"");
    private static final Pattern NAME = Pattern.compile("<figcaption><b>([^<]+)</b>");
    private static final int PER_CLASS = 4;

    @TempDir
    static Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private ReviewView view;
    private String token;

    @BeforeAll
    static void train() {
        TinyPictures.source(folder.resolve("source"), PER_CLASS);
        TinyPictures.unlabelledTarget(folder.resolve("target"), PER_CLASS);
        training().into("run").succeeds();
    }

    private static TinyTraining training() {
        return new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"))
                .with("method", "mstn")
                .with("runs", 1);
    }

    @BeforeEach
    void open() throws Exception {
        Files.deleteIfExists(labels());
        start();
    }

    private void start() throws Exception {
        view = ReviewView.start(Review.open(folder.resolve("run"), 5, Progress.SILENT), 0);
        Matcher matcher = Pattern.compile("data-token=\"([^\"]+)\"").matcher(get("/").body());
        assertThat(matcher.find()).isTrue();
        token = matcher.group(1);
    }

    @AfterEach
    void close() {
        view.close();
    }

    private static Path labels() {
        return folder.resolve("run/labels.csv");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + view.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(Map<String, String> form, String... headers)
            throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + view.port() + "/answer"))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return client.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String answer(String person, String answer, String picture) throws IOException, InterruptedException {
        HttpResponse<String> response =
                post(Map.of("person", person, "answer", answer, "picture", picture), "X-Biwaa-Token", token);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static String picture(String page) {
        return found(PICTURE, page);
    }

    private static String found(Pattern pattern, String page) {
        Matcher matcher = pattern.matcher(page);
        assertThat(matcher.find()).as(page).isTrue();
        return matcher.group(1);
    }

    /** The class is the first digit of a picture's name, from 1. */
    private static String truth(String page) {
        return "" + (found(NAME, page).charAt(1) - '1');
    }

    /** Answers all pictures of somebody who knows, and the run is then trained by the labels. */
    @Test
    void labelsAreGivenMeasuredAndLearntFrom() throws Exception {
        String page = answer("me", "next", "-1");
        assertThat(page).contains("data:image/jpeg;base64,", "random sample, 5 left", "box", "ring", "stroke");
        for (int given = 1; given <= 3 * PER_CLASS; given++) {
            page = answer("me", truth(page), picture(page));
            assertThat(Files.readAllLines(labels())).as("on the disk at once").hasSize(given + 1);
            if (given == 5) {
                assertThat(page).contains("of 5 random pictures are right", "chosen because the model is unsure");
            }
        }
        assertThat(page).contains("Every picture has a label");
        List<String> lines = Files.readAllLines(labels());
        assertThat(lines.get(0)).isEqualTo("path,label,class,chosen");
        assertThat(lines.subList(1, 6)).allMatch(line -> line.endsWith(",random"));
        assertThat(lines.subList(6, 13)).allMatch(line -> line.endsWith(",chosen"));
        view.close();
        start();
        assertThat(answer("me", "next", "-1"))
                .as("a new start knows the old labels")
                .contains("12 labels");

        CommandRun run = training()
                .with("target-labelled", folder.resolve("run"))
                .into("labelled")
                .succeeds();
        assertThat(run.err()).contains("Labels:   10 target samples were learnt from; of 2 that were kept apart, ");
        Review again = Review.open(folder.resolve("labelled"), 12, Progress.SILENT);
        assertThat(again.standing().measured().samples()).isZero();
        CommandRun.of(
                        "train",
                        "--source",
                        labels().toString(),
                        "--source-root",
                        folder.resolve("target").toString(),
                        "--target",
                        folder.resolve("source").toString(),
                        "--backbone",
                        "lenet",
                        "--iterations",
                        "1",
                        "--runs",
                        "1",
                        "--target-unlabelled",
                        "--cache",
                        folder.resolve("cache").toString(),
                        "--out",
                        folder.resolve("reversed").toString())
                .succeeds();
    }

    @Test
    void twoBrowsersAreAskedAboutDifferentPicturesAndLoseNothing() throws Exception {
        String mine = picture(answer("me", "next", "-1"));
        String yours = picture(answer("you", "next", "-1"));
        assertThat(mine).isNotEqualTo(yours);
        assertThat(picture(answer("me", "next", "-1"))).as("loaded again").isEqualTo(mine);
        answer("me", "0", mine);
        answer("you", "none", yours);
        answer("me", "2", mine);
        assertThat(Files.readAllLines(labels()))
                .hasSize(3)
                .anyMatch(line -> line.contains(",2,stroke,"))
                .anyMatch(line -> line.contains(",-1,,"));
        assertThat(answer("me", "show", mine)).contains("data-answer=\"2\" aria-pressed=\"true\"");
    }

    @Test
    void skippedAndMovedPicturesAreNotAskedForAgain() throws Exception {
        String page = answer("me", "next", "-1");
        String first = picture(page);
        Path file = folder.resolve("target").resolve(found(NAME, page));
        Path moved = Files.move(file, folder.resolve("moved.png"));
        try {
            assertThat(answer("me", "next", "-1")).contains("Cannot be shown, so skip it", file.toString());
            String second = picture(answer("me", "skip", first));
            assertThat(second).isNotEqualTo(first);
            assertThat(answer("me", "next", "-1")).contains("1 skipped");
            assertThat(labels()).doesNotExist();
            assertThatThrownBy(() -> Review.open(folder.resolve("run"), 5, Progress.SILENT))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("are not those of the training");
        } finally {
            Files.move(moved, file);
        }
    }

    @Test
    void theReportSaysHowWellPicturesOfNoClassAreTold() throws IOException {
        training().with("hold-out", 0.25).into("held").succeeds();
        for (String run : List.of("held", "run")) {
            Review review = Review.open(folder.resolve(run), 5, Progress.SILENT);
            review.label(0, LabelTable.NONE);
            review.label(5, 1);
            review.label(6, 1);
            CommandRun.of("report", folder.resolve(run).toString(), "--quick").succeeds();
        }
        assertThat(folder.resolve("held/report.html"))
                .content()
                .containsPattern("held tells pictures of no class from others with an AUROC of [01]\\.\\d{3}: of the"
                        + " pictures that a review labelled, its limit finds [01] of 1 of no class, and calls [012] of 2"
                        + " others unknown\\.");
        assertThat(folder.resolve("run/report.html"))
                .content()
                .contains(
                        "how well pictures of no class are told is left out: the model cannot tell pictures of unknown"
                                + " classes: nothing was held out");
    }

    @Test
    void othersCannotPost() throws Exception {
        Map<String, String> form = Map.of("person", "me", "answer", "0", "picture", "0");
        assertThat(post(form).statusCode()).isEqualTo(403);
        assertThat(post(form, "X-Biwaa-Token", "guessed").statusCode()).isEqualTo(403);
        assertThat(post(form, "X-Biwaa-Token", token, "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(labels()).doesNotExist();
        assertThat(post(form, "X-Biwaa-Token", token, "Origin", "http://127.0.0.1:" + view.port())
                        .statusCode())
                .isEqualTo(200);
        assertThat(labels()).exists();
    }

    @Test
    void whatIsNoAnswerIsRefused() throws Exception {
        for (String answer : List.of("3", "-1", "-2", "four", "")) {
            assertThat(post(Map.of("answer", answer, "picture", "0"), "X-Biwaa-Token", token)
                            .statusCode())
                    .as(answer)
                    .isEqualTo(400);
        }
        assertThat(post(Map.of("answer", "0", "picture", "12"), "X-Biwaa-Token", token)
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(Map.of("person", "x".repeat(70_000)), "X-Biwaa-Token", token)
                        .statusCode())
                .isEqualTo(413);
        assertThat(get("/labels.csv").statusCode()).isEqualTo(404);
        assertThat(labels()).doesNotExist();
    }

    @Test
    void whatCannotBeReviewedIsSaid() throws IOException {
        Path table = Files.writeString(folder.resolve("features.csv"), "a,b,label\n1,0,0\n0,1,1\n1,0.1,0\n0.1,1,1\n");
        CommandRun.of(
                        "train",
                        "--source",
                        table.toString(),
                        "--target",
                        table.toString(),
                        "--iterations",
                        "1",
                        "--runs",
                        "1",
                        "--out",
                        folder.resolve("embeddings").toString())
                .succeeds();
        refused(folder.resolve("embeddings"), "was trained on embeddings, which cannot be shown");
        refused(folder.resolve("nowhere"), "does not exist");
        CommandRun.of("review", folder.resolve("run").toString(), "--port", "70000")
                .fails(2, "--port: 70000, expected 0 to 65535");
    }

    private static void refused(Path run, String reason) {
        CommandRun.of("review", run.toString()).fails(1, reason);
    }
}
