package io.github.biwaa.cli;

import io.github.biwaa.adapt.AdaptationAnswer;
import io.github.biwaa.adapt.AdaptationAnswer.PredictedPicture;
import io.github.biwaa.adapt.AdaptationAnswer.Trained;
import io.github.biwaa.adapt.AdaptationPlan;
import io.github.biwaa.adapt.DataReview;
import io.github.biwaa.cli.console.ConsoleProgress;
import io.github.biwaa.cli.console.Quoting;
import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.evaluation.PredictionAgreement;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.model.Views;
import io.github.biwaa.run.LabelledScores;
import io.github.biwaa.torch.Precision;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The three screens of {@code biwaa adapt}: what was found, what is planned, and the answer. */
final class AdaptScreens {
    private static final int EXAMPLES = 5;
    private static final int NAMES = 8;

    private final PrintWriter out;

    /** @param out where they are printed */
    AdaptScreens(PrintWriter out) {
        this.out = out;
    }

    /** Prints what is in the folders. */
    void review(DataReview review) {
        int[] counts = review.sourcePerClass();
        say("");
        say("The data");
        say(
                "  source %s: %,d pictures in %d classes, %d to %d per class",
                review.source().name(),
                review.source().files().size(),
                counts.length,
                Arrays.stream(counts).min().orElse(0),
                Arrays.stream(counts).max().orElse(0));
        say(
                "  target %s: %,d pictures",
                review.target().name(), review.target().files().size());
        domain(review.source());
        domain(review.target());
        if (!review.acrossDomains().isEmpty()) {
            DataReview.Pair pair = review.acrossDomains().get(0);
            say(
                    "  %d target pictures are nearly the same as source pictures, which makes every number below look better than it is:"
                            + " %s and %s",
                    review.acrossDomains().size(), pair.other(), pair.one());
        }
        List<String> small = review.smallClasses();
        if (!small.isEmpty()) {
            say("  fewer than %d source pictures, which is hardly enough: %s", DataReview.FEW, some(small));
        }
        if (review.target().files().size() < 2 * counts.length) {
            say("  the target has fewer than two pictures per class: adaptation has little to learn from, and"
                    + " estimates are rough");
        }
    }

    private void domain(DataReview.Domain domain) {
        if (!domain.leftOut().byKind().isEmpty()) {
            say(
                    "  left out of %s: %s",
                    domain.name(),
                    domain.leftOut().byKind().entrySet().stream()
                            .map(kind -> kind.getValue() + " " + kind.getKey())
                            .collect(Collectors.joining(", ")));
        }
        if (!domain.broken().isEmpty()) {
            say(
                    "  cannot be read in %s: %d, such as %s",
                    domain.name(),
                    domain.broken().size(),
                    domain.broken().get(0).message());
        }
        if (!domain.duplicates().isEmpty()) {
            DataReview.Pair pair = domain.duplicates().get(0);
            say(
                    "  nearly the same picture again in %s: %d, such as %s and %s",
                    domain.name(), domain.duplicates().size(), pair.one(), pair.other());
        }
    }

    private static String some(List<String> names) {
        return names.stream().limit(NAMES).collect(Collectors.joining(", "))
                + (names.size() > NAMES ? " and " + (names.size() - NAMES) + " more" : "");
    }

    /** Prints what will be done, and how long it takes. */
    void plan(AdaptationPlan plan, boolean continued) {
        say("");
        say(continued ? "The plan, made when this adaptation was begun" : "The plan");
        if (plan.frozen()) {
            say(
                    "  %s as it is, with new layers on top; features of %d training views and the %s of each picture,"
                            + " computed once: about %s",
                    network(plan),
                    plan.frozenViews(),
                    plan.views() == Views.CENTRE ? "centre" : "ten crops",
                    ConsoleProgress.duration(plan.featureSeconds()));
        } else {
            say("  %s, trained as a whole", network(plan));
        }
        say(
                "  %,d iterations of %s: about %s",
                plan.iterations(), plan.names(), ConsoleProgress.duration(plan.seconds() - plan.featureSeconds()));
        say(
                "  about %s in all; %s were given",
                ConsoleProgress.duration(plan.seconds()), ConsoleProgress.duration(plan.budgetSeconds()));
    }

    private static String network(AdaptationPlan plan) {
        return plan.backbone()
                + (plan.precision() == Precision.BF16 ? " (in bfloat16, which is much faster on this processor)" : "");
    }

    /**
     * Prints what came of it.
     *
     * @param target where the target's pictures are
     * @param seconds it took
     */
    void answer(AdaptationAnswer answer, Path target, double seconds) {
        Trained best = answer.best();
        say("");
        say("The answer, after %s", ConsoleProgress.duration(seconds));
        say("  model      %s (%s)", best.folder(), best.planned().method());
        accuracy(best);
        trainings(answer);
        changes(answer);
        unsure(answer);
        say("  all        %s", answer.file());
        say("  report     %s", answer.folder().resolve("report.html"));
        say("");
        say("Next");
        say("  biwaa review %s", quoted(answer.folder()));
        say("  biwaa predict --model %s --images %s --copy-to sorted", quoted(answer.folder()), quoted(target));
        say(
                "  biwaa explain --model %s=%s --model %s=%s --images %s --out heat",
                answer.baseline().name(),
                quoted(answer.baseline().folder()),
                best.name(),
                quoted(best.folder()),
                quoted(target));
    }

    private void accuracy(Trained best) {
        if (best.run().targetAccuracy() != null) {
            say(
                    "  accuracy   %.1f %% on the target, by the labels in its folders, which were used for nothing"
                            + " else",
                    100 * best.run().targetAccuracy());
        }
        LabelledScores labelled = best.run().labelled();
        if (labelled != null && labelled.apart().samples() > 0) {
            say(
                    "  measured   %.0f %% (%.0f to %.0f): %d of %d labelled pictures that were kept apart are right;"
                            + " %d others were learnt from",
                    100 * labelled.apart().accuracy(),
                    100 * labelled.apart().low(),
                    100 * labelled.apart().high(),
                    labelled.apart().right(),
                    labelled.apart().samples(),
                    labelled.learnt());
        }
        AccuracyEstimate estimate = best.estimate();
        say(
                "  estimate   %.0f %% (%.0f to %.0f) by %s, without labels",
                100 * estimate.accuracy(),
                100 * estimate.low(),
                100 * estimate.high(),
                estimate.method().equals(PredictionAgreement.ID)
                        ? "the agreement with trainings of other methods"
                        : estimate.method());
    }

    private void trainings(AdaptationAnswer answer) {
        for (Trained one : answer.trained()) {
            say(
                    "  %-10s %s %-12s %s %.3f, estimate %.0f %%%s",
                    one == answer.trained().get(0) ? "compared" : "",
                    one == answer.best() ? "*" : " ",
                    one.name(),
                    Validator.CHOSEN_BY.id(),
                    one.score(),
                    100 * one.estimate().accuracy(),
                    one.run().targetAccuracy() == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    ", accuracy %.1f %%",
                                    100 * one.run().targetAccuracy()));
        }
        if (!answer.leftOut().isEmpty()) {
            say("  no time    %s", String.join(", ", answer.leftOut()));
        }
    }

    private void changes(AdaptationAnswer answer) {
        List<PredictedPicture> changed = answer.changed();
        say(
                "  changed    %,d of %,d pictures have another class than without adaptation%s",
                changed.size(), answer.predictions().size(), changed.isEmpty() ? "" : ", such as");
        changed.stream()
                .limit(EXAMPLES)
                .forEach(picture ->
                        say("               %s: %s, before %s", picture.file(), picture.className(), picture.before()));
    }

    private void unsure(AdaptationAnswer answer) {
        List<PredictedPicture> unsure = answer.unsure();
        say(
                "  unsure     %,d pictures have a probability below %.0f %%%s",
                unsure.size(), 100 * AdaptationAnswer.SURE, unsure.isEmpty() ? "" : ", the least sure first");
        unsure.stream()
                .limit(EXAMPLES)
                .forEach(picture -> say(
                        "               %s: %s, %.0f %%",
                        picture.file(), picture.className(), 100 * picture.probability()));
    }

    private static String quoted(Path path) {
        return Quoting.quoted(path.toString());
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
