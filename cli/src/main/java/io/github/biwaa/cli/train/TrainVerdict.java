package io.github.biwaa.cli.train;

import io.github.biwaa.cli.console.Quoting;
import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.evaluation.ClassFrequency;
import io.github.biwaa.evaluation.MeasuredAccuracy;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.run.CheckpointScores;
import io.github.biwaa.run.HeldOutScores;
import io.github.biwaa.run.LabelledScores;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.TargetPredictions;
import io.github.biwaa.training.TrainingResult;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is known about a model when its training ends, with or without labels of the target, and what to do next. */
final class TrainVerdict {
    private static final int SHIFTS_SHOWN = 3;

    private final PrintWriter out;

    /** @param out where it is printed */
    TrainVerdict(PrintWriter out) {
        this.out = out;
    }

    /** @param target as the setting names it */
    void print(TrainingResult result, String target) {
        RunSummary run = result.lastRun();
        Optional<AccuracyEstimate> estimate = Optional.ofNullable(run.heldOut()).flatMap(HeldOutScores::estimate);
        estimate.ifPresent(one -> say(
                "Estimate: %.0f %% of the target are right (%.0f to %.0f), by %s, without labels",
                100 * one.accuracy(), 100 * one.low(), 100 * one.high(), one.method()));
        if (run.targetAccuracy() == null && estimate.isEmpty()) {
            say("Accuracy: unknown, because the target has no labels. --hold-out 0.2 estimates it.");
        }
        LabelledScores labelled = run.labelled();
        if (labelled != null) {
            say("Labels:   %,d target samples were learnt from%s", labelled.learnt(), measured(labelled));
        }
        TargetPredictions predictions = run.predictions();
        if (predictions != null) {
            print(predictions);
            if (run.targetAccuracy() == null) {
                scores(run, predictions).ifPresent(line -> say("Scores:   %s", line));
            }
        }
        Optional.ofNullable(run.heldOut())
                .map(HeldOutScores::classFrequencies)
                .filter(frequencies -> !frequencies.isEmpty())
                .ifPresent(frequencies -> say("Classes:  %s", shifted(frequencies)));
        run.warnings().forEach(warning -> say("Warning:  %s", warning));
        String folder = Quoting.quoted(result.folder().path().toString());
        say("Next:     biwaa predict --model %s --images %s --out predictions.csv", folder, Quoting.quoted(target));
        say("          biwaa report %s", folder);
        out.flush();
    }

    private static String measured(LabelledScores labelled) {
        MeasuredAccuracy apart = labelled.apart();
        String text = apart.samples() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; of %,d that were kept apart, %,d are right: %.0f %% (%.0f to %.0f)",
                        apart.samples(),
                        apart.right(),
                        100 * apart.accuracy(),
                        100 * apart.low(),
                        100 * apart.high());
        return labelled.rest() == null
                ? text
                : text + String.format(Locale.ROOT, "; %.1f %% of all others are right", 100 * labelled.rest());
    }

    private void print(TargetPredictions predictions) {
        Comparator<Map.Entry<String, Integer>> byCount = Map.Entry.comparingByValue();
        Map.Entry<String, Integer> most =
                predictions.perClass().entrySet().stream().max(byCount).orElseThrow();
        Map.Entry<String, Integer> least =
                predictions.perClass().entrySet().stream().min(byCount).orElseThrow();
        say(
                "Predicted: %d of %d classes, most often %s (%,d), least often %s (%,d); %,d of %,d have a probability"
                        + " below %.0f %%",
                predictions.classesSeen(),
                predictions.perClass().size(),
                most.getKey(),
                most.getValue(),
                least.getKey(),
                least.getValue(),
                predictions.unsure(),
                predictions.samples(),
                100 * TargetPredictions.SURE);
    }

    /** Those first that differ most from the source. */
    private static String shifted(List<ClassFrequency> frequencies) {
        String named = frequencies.stream()
                .sorted(Comparator.comparingDouble(one -> -Math.abs(one.em() - one.source())))
                .limit(SHIFTS_SHOWN)
                .map(one -> String.format(
                        Locale.ROOT,
                        "%s %.0f %% of the target (source %.0f %%%s)",
                        one.name(),
                        100 * one.em(),
                        100 * one.source(),
                        one.bbse() == null ? "" : String.format(Locale.ROOT, ", bbse %.0f %%", 100 * one.bbse())))
                .collect(Collectors.joining(", "));
        return "estimated by em: " + named + (frequencies.size() > SHIFTS_SHOWN ? ", the others less different" : "");
    }

    private static Optional<String> scores(RunSummary run, TargetPredictions predictions) {
        List<CheckpointScores> scored = run.checkpoints();
        return scored.isEmpty()
                ? Optional.empty()
                : Optional.of(scored.get(scored.size() - 1).validators().entrySet().stream()
                        .map(score -> String.format(
                                Locale.ROOT,
                                "%s %.3f (%s)",
                                score.getKey(),
                                score.getValue(),
                                Validator.named(score.getKey())
                                        .reading(
                                                score.getValue(),
                                                predictions.perClass().size(),
                                                predictions.samples())))
                        .collect(Collectors.joining(", ")));
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
