package io.github.biwaa.report;

import static io.github.biwaa.report.Html.escape;

import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.run.CheckpointScores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first thing one sees: did it work, and how far is it. */
final class SummarySection {

    private SummarySection() {}

    static String html(List<ReportedTraining> trainings, Instant now) {
        StringBuilder html = new StringBuilder("<section id=\"summary\"><div class=\"cards\">");
        trainings.forEach(training -> html.append(card(training, Progress.of(training.record(), now))));
        html.append("</div>");
        if (trainings.stream()
                .anyMatch(training -> training.record().lastFinished().isPresent())) {
            html.append(table(trainings));
        }
        return html.append("</section>\n").toString();
    }

    private static String card(ReportedTraining training, Progress progress) {
        RecordedTraining record = training.record();
        StringBuilder html = new StringBuilder("<article class=\"card ")
                .append(training.colour())
                .append("\"><header><h3>")
                .append(training.label())
                .append("</h3><span class=\"chip\">")
                .append(escape(record.method()))
                .append("</span></header>");
        Optional<Double> accuracy = record.lastFinished().flatMap(RecordedRun::accuracy);
        if (accuracy.isPresent()) {
            html.append("<p class=\"big\">")
                    .append(Html.percent(accuracy.get()))
                    .append("</p><p class=\"quiet\">accuracy on the target, run ")
                    .append(record.lastFinished().orElseThrow().number())
                    .append("</p>");
        } else if (record.lastFinished().isPresent()) {
            html.append(
                    "<p class=\"big none\">no labels</p><p class=\"quiet\">the target's accuracy is not known; scores without labels below</p>");
        } else {
            html.append("<p class=\"big none\">–</p><p class=\"quiet\">no run has finished yet</p>");
        }
        html.append("<dl>");
        fact(html, "task", task(record));
        if (record.settings().containsKey("backbone")) {
            fact(html, "backbone", escape(record.settings().get("backbone")));
        }
        fact(
                html,
                "runs",
                record.runs().stream().filter(run -> run.summary().isPresent()).count() + " of " + progress.runs()
                        + ", " + Html.number(record.iterations()) + " iterations each");
        double seconds = record.runs().stream()
                .flatMap(run -> run.summary().stream())
                .mapToDouble(run -> run.seconds())
                .sum();
        if (seconds > 0) {
            fact(html, "time", Html.duration(seconds));
        }
        progress.imagesPerSecond().ifPresent(speed -> fact(html, "speed", Html.format("%,.0f images/s", speed)));
        training.evidence()
                .flatMap(Evidence::after)
                .ifPresent(after -> fact(
                        html,
                        "A-distance",
                        training.evidence()
                                        .flatMap(Evidence::before)
                                        .map(before -> Html.format("%.2f → ", before.distance()))
                                        .orElse("")
                                + Html.format("%.2f", after.distance())));
        html.append("</dl>");
        if (!progress.finished()) {
            html.append(bar(progress));
        }
        record.runs().forEach(run -> run.summary().ifPresent(summary -> summary.warnings()
                .forEach(warning -> html.append("<p class=\"note warning\">Run ")
                        .append(run.number())
                        .append(": ")
                        .append(escape(warning))
                        .append("</p>"))));
        training.notes()
                .forEach(note ->
                        html.append("<p class=\"note\">").append(escape(note)).append("</p>"));
        return html.append("</article>").toString();
    }

    private static void fact(StringBuilder html, String name, String value) {
        html.append("<dt>").append(name).append("</dt><dd>").append(value).append("</dd>");
    }

    private static String task(RecordedTraining record) {
        return escape(lastName(record.settings().getOrDefault("source", "?"))) + " → "
                + escape(lastName(record.settings().getOrDefault("target", "?")));
    }

    private static String lastName(String path) {
        String[] parts = path.split("[/\\\\]");
        return parts.length == 0 ? path : parts[parts.length - 1];
    }

    private static String bar(Progress progress) {
        String state = progress.silent()
                ? "nothing written for "
                        + Html.duration(progress.silence().orElseThrow().toSeconds())
                : progress.secondsLeft()
                        .map(left -> "about " + Html.duration(left) + " left")
                        .orElse("beginning");
        return "<div class=\"progress\" role=\"progressbar\" aria-valuenow=\"" + Math.round(100 * progress.share())
                + "\"><i style=\"width:" + Html.format("%.1f", 100 * progress.share())
                + "%\"></i></div><p class=\"quiet\">"
                + Html.percent(progress.share()) + " done, " + state + "</p>";
    }

    private static String table(List<ReportedTraining> trainings) {
        boolean labelled = trainings.stream().anyMatch(training -> training.record()
                .lastFinished()
                .flatMap(RecordedRun::accuracy)
                .isPresent());
        List<String> validators = validators(trainings);
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><thead><tr><th>training</th><th>run</th>");
        if (labelled) {
            html.append("<th>accuracy</th>");
        }
        validators.forEach(id -> html.append("<th title=\"")
                .append(escape(Validator.named(id).description()))
                .append("\">")
                .append(escape(id))
                .append(Validator.named(id).higherIsBetter() ? " ↑" : " ↓")
                .append("</th>"));
        html.append("<th>time</th></tr></thead><tbody>");
        for (ReportedTraining training : trainings) {
            for (RecordedRun run : training.record().runs()) {
                if (run.summary().isPresent()) {
                    row(html, training, run, labelled, validators);
                }
            }
        }
        return html.append(
                        "</tbody></table></div><p class=\"quiet\">Columns with arrows need no labels of the target: ↑ the higher the better, ↓ the lower the better; "
                                + "none of them is right always.</p>")
                .toString();
    }

    private static void row(
            StringBuilder html, ReportedTraining training, RecordedRun run, boolean labelled, List<String> validators) {
        html.append("<tr><th>")
                .append(training.label())
                .append("</th><td>")
                .append(run.number())
                .append("</td>");
        if (labelled) {
            html.append("<td>")
                    .append(run.accuracy().map(Html::percent).orElse("–"))
                    .append("</td>");
        }
        Optional<CheckpointScores> scores = lastScores(run);
        validators.forEach(id -> html.append("<td>")
                .append(scores.map(CheckpointScores::validators)
                        .map(values -> values.get(id))
                        .map(value -> Html.format("%.3f", value))
                        .orElse("–"))
                .append("</td>"));
        html.append("<td>")
                .append(Html.duration(run.summary().orElseThrow().seconds()))
                .append("</td></tr>");
    }

    private static Optional<CheckpointScores> lastScores(RecordedRun run) {
        return run.summary()
                .map(summary -> summary.checkpoints())
                .filter(list -> !list.isEmpty())
                .map(list -> list.get(list.size() - 1));
    }

    private static List<String> validators(List<ReportedTraining> trainings) {
        List<String> ids = new ArrayList<>(Validator.ids());
        ids.removeIf(id -> trainings.stream()
                .flatMap(training -> training.record().runs().stream())
                .noneMatch(run -> lastScores(run)
                        .map(scores -> scores.validators().get(id))
                        .isPresent()));
        return ids;
    }
}
