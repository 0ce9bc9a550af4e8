package io.github.biwaa.report;

import io.github.biwaa.report.chart.Html;
import io.github.biwaa.report.chart.Words;
import io.github.biwaa.report.evidence.RecordedTraining;
import io.github.biwaa.run.ProvenanceSession;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What was run, on what, with what: what differs between trainings side by side, what they share once. */
final class SettingsSection {
    private static final String NONE = "–";

    private SettingsSection() {}

    static Html html(List<ReportedTraining> trainings) {
        List<Map<String, String>> facts =
                trainings.stream().map(training -> facts(training.record())).toList();
        List<Map<String, String>> settings =
                trainings.stream().map(training -> training.record().settings()).toList();
        boolean several = trainings.size() > 1;
        return Html.of(
                """
                <section id="settings"><h2>What was run</h2>{}{}
                <details><summary>{}</summary>{}</details></section>
                """,
                table(trainings, facts, keys(facts)),
                several ? differences(trainings, settings) : Html.NONE,
                several ? "Settings that all share" : "All settings",
                table(List.of(), settings, several ? same(settings) : keys(settings)));
    }

    private static Html differences(List<ReportedTraining> trainings, List<Map<String, String>> settings) {
        Set<String> different = keys(settings);
        different.removeAll(same(settings));
        return different.isEmpty()
                ? Html.of("<p class=\"quiet\">All settings are equal.</p>")
                : Html.of("<h3>Settings that differ</h3>{}", table(trainings, settings, different));
    }

    private static Set<String> keys(List<Map<String, String>> values) {
        return values.stream()
                .flatMap(one -> one.keySet().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> same(List<Map<String, String>> values) {
        Set<String> same = keys(values);
        same.removeIf(key -> values.stream()
                        .map(one -> one.getOrDefault(key, NONE))
                        .distinct()
                        .count()
                > 1);
        return same;
    }

    private static Map<String, String> facts(RecordedTraining record) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("run folder", record.folder().path().toString());
        record.provenance().ifPresent(from -> {
            from.samples().forEach((domain, count) -> facts.put(domain + " samples", Words.number(count)));
            facts.put("classes", Words.number(from.classes()));
        });
        record.model().ifPresent(model -> {
            facts.put("starting weights", model.startingWeights().name());
            String hash = model.startingWeights().sha256();
            facts.put("their SHA-256", hash == null ? NONE : hash);
            if (model.startingWeights().hub() != null) {
                String licence = model.startingWeights().licence();
                facts.put("their model on the hub", model.startingWeights().hub());
                facts.put("their licence", licence == null ? "not stated" : licence);
            }
        });
        facts.put("seed", record.settings().getOrDefault("seed", NONE));
        record.provenance()
                .filter(from -> !from.sessions().isEmpty())
                .ifPresent(from -> addSessions(facts, from.sessions()));
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
                        + Words.count(session.threads(), "compute thread"));
        if (session.device() != null) {
            facts.put("computed", "on " + session.device() + " in " + session.precision());
        }
        facts.put(
                "versions",
                "biwaa " + session.biwaa() + ", libtorch " + session.libtorch() + ", Java " + session.java());
    }

    /** A column for each training; without trainings one for what is common to all. */
    private static Html table(List<ReportedTraining> trainings, List<Map<String, String>> values, Set<String> keys) {
        List<Map<String, String>> columns = trainings.isEmpty() ? values.subList(0, 1) : values;
        return Html.of(
                """
                <div class="scroll"><table class="settings">{}<tbody>{}</tbody></table></div>
                """,
                Html.when(
                        !trainings.isEmpty(),
                        "<thead><tr><th></th>{}</tr></thead>",
                        Html.each(trainings, training -> Html.of("<th>{}</th>", training.label()))),
                Html.each(
                        keys,
                        key -> Html.of(
                                "<tr><th>{}</th>{}</tr>",
                                key,
                                Html.each(columns, one -> Html.of("<td>{}</td>", one.getOrDefault(key, NONE))))));
    }
}
