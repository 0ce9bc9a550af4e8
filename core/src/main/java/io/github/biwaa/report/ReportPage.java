package io.github.biwaa.report;

import static io.github.biwaa.report.Html.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** The page: one document that needs nothing else, light and dark, for screens of any width and for paper. */
final class ReportPage {

    private ReportPage() {}

    /** @return the whole document */
    static String document(List<ReportedTraining> trainings, Instant now) {
        String names = DistinctNames.of(trainings).stream()
                .map(training -> training.record().name())
                .collect(Collectors.joining(", "));
        return document(names + " – Biwaa", content(trainings, now) + footer(now), "");
    }

    /** @return a whole document around some content, which refreshes itself from a path if one is given */
    static String document(String title, String content, String refreshFrom) {
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>"
                + escape(title)
                + "</title>\n<style>\n" + resource("report.css")
                + "</style>\n</head>\n<body>\n<header class=\"top\"><h1>Biwaa</h1>"
                + (refreshFrom.isEmpty() ? "<p>What the adaptation did</p>" : "<p id=\"state\" class=\"live\">live</p>")
                + "</header>\n<main id=\"content\""
                + (refreshFrom.isEmpty() ? "" : " data-refresh=\"" + escape(refreshFrom) + "\"") + ">\n"
                + content + "</main>\n<div id=\"tip\" aria-live=\"polite\" hidden></div>\n<script>\n"
                + resource("report.js")
                + "</script>\n</body>\n</html>\n";
    }

    /** @return the sections of which there is something to show */
    static String content(List<ReportedTraining> shown, Instant now) {
        List<ReportedTraining> trainings = DistinctNames.of(shown);
        return SummarySection.html(trainings, now)
                + AccuracySection.html(trainings)
                + CurvesSection.html(trainings)
                + SamplingSection.html(trainings)
                + FeaturesSection.html(trainings)
                + PicturesSection.html(trainings)
                + SettingsSection.html(trainings);
    }

    private static String footer(Instant now) {
        return "<footer>Written by biwaa report on " + now.truncatedTo(ChronoUnit.SECONDS)
                + ". Accuracies are those of the last iteration; target labels are "
                + "used for reporting alone.</footer>\n";
    }

    private static String resource(String name) {
        try (InputStream stream = ReportPage.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
