package io.github.biwaa.report;

import static io.github.biwaa.report.Html.escape;

import io.github.biwaa.run.Provenance;
import io.github.biwaa.run.ProvenanceSession;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What was run, on what, with what. */
final class SettingsSection {

    private SettingsSection() {}

    static String html(List<ReportedTraining> trainings) {
        List<Map<String, String>> facts =
                trainings.stream().map(training -> facts(training.record())).toList();
        return "<section id=\"settings\"><h2>What was run</h2>" + table(trainings, facts, false)
                + "<details><summary>All settings</summary>"
                + table(
                        trainings,
                        trainings.stream()
                                .map(training -> training.record().settings())
                                .toList(),
                        true)
                + "</details></section>\n";
    }

    private static Map<String, String> facts(RecordedTraining record) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("run folder", record.folder().path().toString());
        record.provenance().ifPresent(from -> {
            from.samples().forEach((domain, count) -> facts.put(domain + " samples", Html.number(count)));
            facts.put("classes", Html.number(from.classes()));
        });
        record.model().ifPresent(model -> {
            facts.put("starting weights", model.startingWeights().name());
            facts.put(
                    "their SHA-256",
                    model.startingWeights().sha256() == null
                            ? "–"
                            : model.startingWeights().sha256());
        });
        facts.put("seed", record.settings().getOrDefault("seed", "–"));
        record.provenance()
                .map(Provenance::sessions)
                .filter(sessions -> !sessions.isEmpty())
                .ifPresent(sessions -> addSessions(facts, sessions));
        return facts;
    }

    /** The machine of the last one, which left the results. */
    private static void addSessions(Map<String, String> facts, List<ProvenanceSession> sessions) {
        ProvenanceSession session = sessions.get(sessions.size() - 1);
        facts.put("started", sessions.get(0).started());
        if (sessions.size() > 1) {
            facts.put("last resumed", session.started());
        }
        facts.put(
                "machine",
                session.system() + ", " + session.processor() + ", " + session.processors() + " processors, "
                        + session.threads() + " compute thread" + (session.threads() == 1 ? "" : "s"));
        if (session.device() != null) {
            facts.put("computed", "on " + session.device() + " in " + session.precision());
        }
        facts.put(
                "versions",
                "biwaa " + session.biwaa() + ", libtorch " + session.libtorch() + ", Java " + session.java());
    }

    private static String table(List<ReportedTraining> trainings, List<Map<String, String>> values, boolean mark) {
        Set<String> keys = new LinkedHashSet<>();
        values.forEach(one -> keys.addAll(one.keySet()));
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"settings\"><thead><tr><th></th>");
        trainings.forEach(
                training -> html.append("<th>").append(training.label()).append("</th>"));
        html.append("</tr></thead><tbody>");
        for (String key : keys) {
            Set<String> different =
                    values.stream().map(one -> one.getOrDefault(key, "–")).collect(Collectors.toSet());
            html.append(mark && different.size() > 1 ? "<tr class=\"differs\"><th>" : "<tr><th>")
                    .append(escape(key))
                    .append("</th>");
            values.forEach(one -> html.append("<td>")
                    .append(escape(one.getOrDefault(key, "–")))
                    .append("</td>"));
            html.append("</tr>");
        }
        return html.append("</tbody></table></div>").toString();
    }
}
