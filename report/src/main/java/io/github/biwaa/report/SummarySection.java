package io.github.biwaa.report;

import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.report.chart.Html;
import io.github.biwaa.report.chart.Words;
import io.github.biwaa.report.evidence.RecordedRun;
import io.github.biwaa.report.evidence.RecordedTraining;
import io.github.biwaa.report.evidence.TargetOutcome;
import io.github.biwaa.run.WorkAtHand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The first thing one sees: did it work, how far is it, what to do next. */
final class SummarySection {
    private final List<ReportedTraining> trainings;

    private SummarySection(List<ReportedTraining> trainings) {
        this.trainings = trainings;
    }

    static Html html(List<ReportedTraining> trainings, Instant now) {
        SummarySection section = new SummarySection(trainings);
        boolean finished = trainings.stream()
                .anyMatch(training -> training.record().lastFinished().isPresent());
        return Html.of(
                """
                <section id="summary"><div class="cards">{}</div>
                {}</section>
                """,
                Html.each(trainings, training -> section.card(training, TrainingProgress.of(training.record(), now))),
                finished ? Html.of("{}{}", section.table(), NextSteps.html(trainings)) : Html.NONE);
    }

    private Html card(ReportedTraining training, TrainingProgress progress) {
        RecordedTraining record = training.record();
        return Html.of(
                """
                <article class="card {}"><header><h3>{}</h3><span class="chip">{}</span></header>
                {}<dl>{}</dl>
                {}{}{}</article>
                """,
                training.colour(),
                training.label(),
                record.method(),
                headline(training),
                facts(training, progress),
                progress.finished() ? Html.NONE : bar(progress),
                Html.each(
                        record.runs(),
                        run -> Html.each(
                                run.summary().map(summary -> summary.warnings()).orElse(List.of()),
                                warning -> Html.of("<p class=\"note warning\">Run {}: {}</p>", run.number(), warning))),
                Html.each(training.notes(), note -> Html.of("<p class=\"note\">{}</p>", note)));
    }

    /** The most that is known: accuracy, or its estimate and what adaptation changed, or what is predicted. */
    private Html headline(ReportedTraining training) {
        Optional<RecordedRun> last = training.record().lastFinished();
        if (last.isEmpty()) {
            return headline("–", "no run has finished yet");
        }
        Optional<Baseline> baseline = Baseline.of(training, trainings);
        if (training.labelled()) {
            double accuracy = training.accuracy().orElseThrow();
            String against = baseline.flatMap(one -> one.training().accuracy())
                    .map(before -> Words.format(
                            ", %+.1f points against %s",
                            100 * (accuracy - before),
                            baseline.orElseThrow().training().name()))
                    .orElse("");
            return headline(
                    Words.percent(accuracy),
                    "accuracy on the target, run " + last.get().number() + against);
        }
        Optional<AccuracyEstimate> estimate = TargetEstimate.of(training, trainings);
        if (estimate.isPresent()) {
            String changed = baseline.map(one -> Words.format(
                            "; %,d of %,d samples of the target changed class against %s%s",
                            one.changed(training),
                            training.evidence().orElseThrow().outcome().size(),
                            one.training().name(),
                            preferred(one.preferences(training))))
                    .orElse("");
            return headline(
                    Words.format("about %.0f %%", 100 * estimate.get().accuracy()),
                    Words.format(
                            "estimated accuracy on the target, without its labels, by %s; interval %.0f to %.0f %%%s",
                            estimate.get().method(),
                            100 * estimate.get().low(),
                            100 * estimate.get().high(),
                            changed));
        }
        if (training.evidence().isEmpty()) {
            return headline("finished", "without labels of the target; scores that need none are below");
        }
        TargetOutcome outcome = training.evidence().get().outcome();
        return headline(
                seen(outcome) + " of " + outcome.classes().size(),
                "classes are predicted for the target's " + Words.count(outcome.size(), "sample"));
    }

    private static String preferred(Map<String, Boolean> preferences) {
        long better = preferences.values().stream().filter(prefers -> prefers).count();
        return preferences.isEmpty()
                ? ""
                : "; " + better + " of " + preferences.size() + " scores without labels prefer it";
    }

    private static Html headline(String text, String explanation) {
        return Html.of("<p class=\"big\">{}</p><p class=\"quiet\">{}</p>", text, explanation);
    }

    private static long seen(TargetOutcome outcome) {
        return IntStream.of(outcome.histogram()).filter(count -> count > 0).count();
    }

    private static Html facts(ReportedTraining training, TrainingProgress progress) {
        RecordedTraining record = training.record();
        Map<String, String> settings = record.settings();
        List<Html> facts = new ArrayList<>();
        facts.add(fact(
                "task",
                lastName(settings.getOrDefault("source", "?")) + " → "
                        + lastName(settings.getOrDefault("target", "?"))));
        Optional.ofNullable(settings.get("backbone")).ifPresent(name -> facts.add(fact("backbone", name)));
        long finished =
                record.runs().stream().filter(run -> run.summary().isPresent()).count();
        facts.add(fact(
                "runs",
                finished + " of " + progress.runs() + ", " + Words.count(record.iterations(), "iteration") + " each"));
        double seconds = record.runs().stream()
                .flatMap(run -> run.summary().stream())
                .mapToDouble(run -> run.seconds())
                .sum();
        if (seconds > 0) {
            facts.add(fact("time", Words.duration(seconds)));
        }
        progress.imagesPerSecond().ifPresent(speed -> facts.add(fact("speed", Words.format("%,.0f images/s", speed))));
        training.evidence().ifPresent(evidence -> {
            TargetOutcome outcome = evidence.outcome();
            if (outcome.labels().isEmpty()) {
                facts.add(fact("predicted classes", predicted(outcome)));
            }
            if (!evidence.maps().isEmpty()) {
                facts.add(fact(
                        "A-distance",
                        String.join(
                                " → ",
                                evidence.maps().stream()
                                        .map(map -> Words.format(
                                                "%.2f", map.projection().distance()))
                                        .toList())));
            }
        });
        training.heldOut().ifPresent(held -> held.targetEstimates()
                .forEach(estimate -> facts.add(fact(
                        "estimated accuracy",
                        Words.format(
                                "%.0f %% (%.0f to %.0f), %s",
                                100 * estimate.accuracy(),
                                100 * estimate.low(),
                                100 * estimate.high(),
                                estimate.method())))));
        if (!training.labelled()) {
            Baseline.scores(record.lastFinished())
                    .forEach((id, value) -> facts.add(fact(
                            id,
                            Words.format("%.3f", value)
                                    + reading(training, id, value)
                                            .map(word -> ", " + word)
                                            .orElse(""))));
        }
        return Html.of("{}", facts);
    }

    private static Html fact(String name, String value) {
        return Html.of("<dt>{}</dt><dd>{}</dd>", name, value);
    }

    /** How many, and which of them most and least often. */
    private static String predicted(TargetOutcome outcome) {
        int[] counts = outcome.histogram();
        int most = 0;
        int least = 0;
        for (int k = 1; k < counts.length; k++) {
            most = counts[k] > counts[most] ? k : most;
            least = counts[k] < counts[least] ? k : least;
        }
        return seen(outcome) + " of " + counts.length + "; " + outcome.classes().get(most) + " " + counts[most] + ", "
                + outcome.classes().get(least) + " " + counts[least];
    }

    /** One word on a score, if it is known what it is of. */
    private static Optional<String> reading(ReportedTraining training, String id, double value) {
        return training.record().provenance().filter(from -> from.classes() > 1).map(from -> Validator.named(id)
                .reading(value, from.classes(), from.samples().getOrDefault("target", from.classes())));
    }

    private static String lastName(String path) {
        String[] parts = path.split("[/\\\\]");
        return parts.length == 0 ? path : parts[parts.length - 1];
    }

    private static Html bar(TrainingProgress progress) {
        String state = progress.silent()
                ? "nothing written for "
                        + Words.duration(progress.silence().orElseThrow().toSeconds())
                : Stream.concat(
                                progress.secondsLeft().map(left -> "about " + Words.duration(left) + " left").stream(),
                                progress.work().map(SummarySection::words).stream())
                        .collect(Collectors.collectingAndThen(
                                Collectors.joining("; "), text -> text.isEmpty() ? "beginning" : text));
        double percent = 100 * progress.share();
        return Html.of("""
            <div class="progress" role="progressbar" aria-valuenow="{}"><i style="width:{}%"></i></div>
            <p class="quiet">{} done, {}</p>
            """, Math.round(percent), percent, Words.percent(progress.share()), state);
    }

    /** For example: computing the features of phone, 320 of 958. */
    private static String words(WorkAtHand work) {
        return work.task() + ", " + Words.number(work.done())
                + (work.total() < 0 ? "" : " of " + Words.number(work.total()));
    }

    private Html table() {
        boolean labelled = trainings.stream().anyMatch(ReportedTraining::labelled);
        List<Validator> validators = Validator.ids().stream()
                .map(Validator::named)
                .filter(validator -> trainings.stream()
                        .flatMap(training -> training.record().runs().stream())
                        .anyMatch(run -> Baseline.scores(Optional.of(run)).containsKey(validator.id())))
                .toList();
        Html rows = Html.each(
                trainings,
                training -> Html.each(
                        training.record().runs().stream()
                                .filter(run -> run.summary().isPresent())
                                .toList(),
                        run -> row(training, run, labelled, validators)));
        return Html.of(
                """
                <div class="scroll"><table><thead><tr><th>training</th><th>run</th>{}{}<th>time</th></tr></thead>
                <tbody>{}</tbody></table></div>
                <p class="quiet">Columns with arrows need no labels of the target: ↑ the higher the better, ↓ the lower the better; \
                none of them is right always.</p>
                """,
                Html.when(labelled, "<th>accuracy</th>"),
                Html.each(
                        validators,
                        validator -> Html.of(
                                "<th title=\"{}\">{} {}</th>",
                                validator.description(),
                                validator.id(),
                                validator.higherIsBetter() ? "↑" : "↓")),
                rows);
    }

    private static Html row(ReportedTraining training, RecordedRun run, boolean labelled, List<Validator> validators) {
        Map<String, Double> scores = Baseline.scores(Optional.of(run));
        return Html.of(
                "<tr><th>{}</th><td>{}</td>{}{}<td>{}</td></tr>",
                training.label(),
                run.number(),
                Html.when(
                        labelled,
                        "<td>{}</td>",
                        run.accuracy().map(Words::percent).orElse("–")),
                Html.each(
                        validators,
                        validator -> Html.of(
                                "<td>{}</td>",
                                Optional.ofNullable(scores.get(validator.id()))
                                        .map(value -> Words.format("%.3f", value))
                                        .orElse("–"))),
                Words.duration(run.summary().orElseThrow().seconds()));
    }
}
