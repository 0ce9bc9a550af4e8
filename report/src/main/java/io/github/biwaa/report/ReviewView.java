package io.github.biwaa.report;

import io.github.biwaa.data.LabelTable;
import io.github.biwaa.evaluation.MeasuredAccuracy;
import io.github.biwaa.report.chart.Html;
import io.github.biwaa.report.chart.Words;
import io.github.biwaa.report.review.Review;
import io.github.biwaa.report.review.Review.Question;
import io.github.biwaa.report.review.Review.Standing;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A review as a page on this machine alone: one picture after the other, and the classes as buttons that keys press, too. */
public final class ReviewView implements AutoCloseable {
    /** The longer side of a picture, in pixels. */
    private static final int SIDE = 720;
    /** Keys 1 to 9 choose the first classes; letters find the others. */
    private static final int DIGITS = 9;

    private static final String ANSWER = "/answer";

    private final Review review;
    private final PageServer server;

    private ReviewView(Review review, int port) {
        this.review = review;
        this.server = PageServer.start("biwaa-review", InetAddress.getLoopbackAddress(), port, new Pages());
    }

    /**
     * Begins to serve.
     *
     * @param port 0 for any that is free
     * @throws io.github.biwaa.BiwaaException if the port is taken
     */
    public static ReviewView start(Review review, int port) {
        return new ReviewView(review, port);
    }

    /** @return the port that it listens at */
    public int port() {
        return server.port();
    }

    private final class Pages implements PageServer.Pages {

        @Override
        public Optional<String> get(String path) {
            return path.equals("/") ? Optional.of(document()) : Optional.empty();
        }

        @Override
        public boolean takePosts() {
            return true;
        }

        /** The fields: person, answer (a class number, none, skip, or show and next, which answer nothing), picture. */
        @Override
        public Optional<String> post(String path, Map<String, String> form) {
            if (!path.equals(ANSWER)) {
                return Optional.empty();
            }
            String answer = form.getOrDefault("answer", "next");
            int picture = Integer.parseInt(form.getOrDefault("picture", "-1"));
            switch (answer) {
                case "next" -> {}
                case "show" -> {
                    return Optional.of(
                            page(Optional.of(review.question(picture))).toString());
                }
                case "skip" -> review.skip(picture);
                case "none" -> review.label(picture, LabelTable.NONE);
                default -> review.label(picture, Integer.parseUnsignedInt(answer));
            }
            return Optional.of(
                    page(review.next(form.getOrDefault("person", ""))).toString());
        }
    }

    private String document() {
        return ReportPage.document(
                "Biwaa, review",
                Html.of("<p id=\"state\" class=\"live\">review</p>"),
                Html.of(" class=\"review\" data-token=\"{}\" data-post=\"{}\"", server.token(), ANSWER),
                Html.of("<noscript><p class=\"note\">This page needs JavaScript.</p></noscript>"),
                "review.js");
    }

    private Html page(Optional<Question> question) {
        Standing standing = review.standing();
        return Html.of(
                "<p class=\"lead\">{}</p>{}",
                measured(standing),
                question.map(one -> asking(one, standing))
                        .orElseGet(() -> Html.of(
                                "<p class=\"empty\">{} Labels are in {}.</p>",
                                standing.left() == 0
                                        ? "Every picture has a label."
                                        : "What is left was skipped. Load the page again after starting biwaa review"
                                                + " once more to see it again.",
                                review.file())));
    }

    private static String measured(Standing standing) {
        MeasuredAccuracy measured = standing.measured();
        String accuracy = measured.samples() == 0
                ? "Accuracy: not measured yet."
                : String.format(
                        Locale.ROOT,
                        "Accuracy: %.0f %% (95 %% interval %.0f to %.0f), %d of %d random pictures are right.",
                        100 * measured.accuracy(),
                        100 * measured.low(),
                        100 * measured.high(),
                        measured.right(),
                        measured.samples());
        return accuracy + " " + Words.count(standing.labelled(), "label") + ", " + Words.number(standing.left())
                + " pictures left" + (standing.skipped() == 0 ? "." : ", " + standing.skipped() + " skipped.");
    }

    private Html asking(Question question, Standing standing) {
        // Decoded anew every time: nobody looks at a picture twice, and it may have moved.
        StringBuilder problem = new StringBuilder();
        Optional<String> picture = new Thumbnails(problem::append).of(question.file(), review.upright(), SIDE);
        return Html.of(
                """
                <figure data-picture="{}">{}<figcaption><b>{}</b><span>{}</span></figcaption></figure>
                <p id="typed" class="quiet">Which class? Keys 1 to 9, or type the beginning of a name and press Enter.</p>
                <div class="answers">{}</div>
                <div class="answers others">{}{}{}</div>
                """,
                Integer.toString(question.number()),
                picture.map(uri -> Html.of("<img alt=\"{}\" src=\"{}\">", question.name(), uri))
                        .orElseGet(() -> Html.of("<p class=\"note\">Cannot be shown, so skip it: {}</p>", problem)),
                question.name(),
                question.random()
                        ? "random sample, " + standing.randomLeft() + " left"
                        : "chosen because the model is unsure of it",
                IntStream.range(0, review.classes().size())
                        .mapToObj(k -> button(
                                Integer.toString(k),
                                k < DIGITS ? Integer.toString(k + 1) : "",
                                review.classes().get(k),
                                question.label().filter(label -> label == k).isPresent()))
                        .toList(),
                button(
                        "none",
                        "0",
                        "None of these",
                        question.label()
                                .filter(label -> label == LabelTable.NONE)
                                .isPresent()),
                button("skip", "Space", "Skip", false),
                button("back", "\u2190", "Back", false));
    }

    private static Html button(String answer, String key, String text, boolean chosen) {
        return Html.of(
                "<button type=\"button\" data-answer=\"{}\" aria-pressed=\"{}\">{}{}</button>",
                answer,
                chosen,
                Html.when(!key.isEmpty(), "<kbd>{}</kbd>", key),
                Html.of("<span>{}</span>", text));
    }

    @Override
    public void close() {
        server.close();
    }
}
