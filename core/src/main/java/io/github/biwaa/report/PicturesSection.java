package io.github.biwaa.report;

import static io.github.biwaa.report.Html.escape;

import java.util.List;

/** The target pictures that the last run is most and least sure of. */
final class PicturesSection {

    private PicturesSection() {}

    static String html(List<ReportedTraining> trainings) {
        StringBuilder html = new StringBuilder();
        boolean first = true;
        boolean labelled = false;
        for (ReportedTraining training : trainings) {
            if (training.evidence()
                    .filter(evidence -> !evidence.thumbnails().isEmpty())
                    .isPresent()) {
                labelled |= training.evidence().get().outcome().labels().isPresent();
                html.append("<details class=\"pictures\"")
                        .append(first ? " open" : "")
                        .append("><summary>")
                        .append(training.label())
                        .append("</summary><div class=\"scroll\">")
                        .append(table(training.evidence().get()))
                        .append("</div></details>");
                first = false;
            }
        }
        return html.isEmpty()
                ? ""
                : "<section id=\"pictures\"><h2>Pictures</h2><p class=\"lead\">Target pictures by predicted class: the most confident ones, and the most contested ones, whose "
                        + "second guess comes closest." + (labelled ? " A red line marks a wrong prediction." : "")
                        + "</p>" + html + "</section>\n";
    }

    private static String table(Evidence evidence) {
        TargetOutcome outcome = evidence.outcome();
        int[] counts = outcome.histogram();
        StringBuilder html = new StringBuilder(
                "<table class=\"thumbs\"><thead><tr><th>predicted</th><th>most confident</th><th>most contested</th></tr></thead><tbody>");
        for (int k = 0; k < outcome.classes().size(); k++) {
            html.append("<tr><th>")
                    .append(escape(outcome.classes().get(k)))
                    .append("<span class=\"quiet\">")
                    .append(counts[k])
                    .append(" pictures</span></th><td>");
            thumbnails(html, evidence, evidence.confident().get(k));
            html.append("</td><td>");
            thumbnails(html, evidence, evidence.contested().get(k));
            html.append("</td></tr>");
        }
        return html.append("</tbody></table>").toString();
    }

    private static void thumbnails(StringBuilder html, Evidence evidence, int[] samples) {
        TargetOutcome outcome = evidence.outcome();
        for (int sample : samples) {
            String uri = evidence.thumbnails().get(sample);
            if (uri == null) {
                continue;
            }
            String caption = outcome.classes().get(outcome.predicted(sample)) + " "
                    + Html.percent(outcome.confidence(sample)) + ", then "
                    + outcome.classes().get(outcome.runnerUp(sample))
                    + Html.format(", lead %.3f", outcome.margin(sample))
                    + outcome.labels()
                            .map(labels -> "; truth: " + outcome.classes().get(labels[sample]))
                            .orElse("");
            boolean wrong = outcome.labels()
                    .map(labels -> labels[sample] != outcome.predicted(sample))
                    .orElse(false);
            html.append("<img")
                    .append(wrong ? " class=\"wrong\"" : "")
                    .append(" alt=\"")
                    .append(escape(caption))
                    .append("\" title=\"")
                    .append(escape(caption))
                    .append("\" src=\"")
                    .append(uri)
                    .append("\">");
        }
    }
}
