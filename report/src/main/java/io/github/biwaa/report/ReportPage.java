package io.github.biwaa.report;

import io.github.biwaa.report.chart.Html;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The page: one document that needs nothing else, light and dark, for screens of any width and for paper. */
final class ReportPage {
    private final List<ReportedTraining> trainings;
    private final Instant now;
    private final Consumer<String> messages;

    /**
     * @param trainings in the order of the page
     * @param now when it is made
     * @param messages receives which pictures cannot be shown
     */
    ReportPage(List<ReportedTraining> trainings, Instant now, Consumer<String> messages) {
        this.trainings = DistinctNames.of(trainings);
        this.now = now;
        this.messages = messages;
    }

    /** @return the whole document */
    String document() {
        String names = trainings.stream().map(ReportedTraining::name).collect(Collectors.joining(", "));
        Html footer = Html.of("""
            <footer>Written by biwaa report on {}. Accuracies are those of the last iteration; target labels are used for \
            reporting alone.</footer>
            """, now.truncatedTo(ChronoUnit.SECONDS));
        return document(
                names + " – Biwaa",
                Html.of("<p>What the adaptation did</p>"),
                Html.NONE,
                Html.of("{}{}", content(), footer),
                "report.js");
    }

    /** @return a whole document around some content that refreshes itself from a path */
    static String live(String refreshFrom, Html content) {
        return document(
                "Biwaa, live",
                Html.of("<p id=\"state\" class=\"live\">live</p>"),
                Html.of(" data-refresh=\"{}\"", refreshFrom),
                content,
                "report.js");
    }

    /**
     * A whole document.
     *
     * @param attributes of the element with the content
     * @param script the name of its file
     */
    static String document(String title, Html subtitle, Html attributes, Html content, String script) {
        return Html.of("""
                        <!doctype html>
                        <html lang="en">
                        <head>
                        <meta charset="utf-8">
                        <meta name="viewport" content="width=device-width, initial-scale=1">
                        <meta name="color-scheme" content="light dark">
                        <link rel="icon" href="data:,">
                        <title>{}</title>
                        <style>
                        {}</style>
                        </head>
                        <body>
                        <header class="top"><h1>Biwaa</h1>{}</header>
                        <main id="content"{}>
                        {}</main>
                        <div id="tip" aria-live="polite" hidden></div>
                        <script>
                        {}</script>
                        </body>
                        </html>
                        """, title, Html.resource("report.css"), subtitle, attributes, content, Html.resource(script))
                .toString();
    }

    /** @return the sections of which there is something to show */
    Html content() {
        Thumbnails thumbnails = new Thumbnails(messages);
        Html target = TargetSection.html(trainings);
        boolean labelled = trainings.stream().anyMatch(ReportedTraining::labelled);
        return Html.of(
                "{}{}{}{}{}{}{}{}",
                SummarySection.html(trainings, now),
                labelled ? target : Html.NONE,
                DisagreementSection.html(trainings, thumbnails),
                FeaturesSection.html(trainings),
                labelled ? Html.NONE : target,
                CurvesSection.html(trainings),
                PicturesSection.html(trainings, thumbnails),
                SettingsSection.html(trainings));
    }

    /** @return a section with a heading; nothing if there is nothing in it */
    static Html section(String id, String title, String lead, Html content) {
        return Html.when(
                !content.isEmpty(),
                """
                <section id="{}"><h2>{}</h2>{}{}</section>
                """,
                id,
                title,
                Html.when(!lead.isEmpty(), "<p class=\"lead\">{}</p>", lead),
                content);
    }

    /** @return charts side by side; nothing if there are none */
    static Html grid(List<Html> charts) {
        return Html.when(!charts.isEmpty(), "<div class=\"grid\">{}</div>", charts);
    }

    /** @return which colour is which training */
    static Html legend(List<ReportedTraining> trainings, String note) {
        return Html.of(
                "<p class=\"legend\">{}{}</p>",
                Html.each(trainings, training -> Html.of("<span>{}</span>", training.label())),
                Html.when(!note.isEmpty(), "<span class=\"quiet\">{}</span>", note));
    }
}
