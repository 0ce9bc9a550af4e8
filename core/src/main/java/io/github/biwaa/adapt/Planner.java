package io.github.biwaa.adapt;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Views;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Fits a plan into some time: of the backbones, given from the best to the fastest, the first whose features are affordable; then as many views and
 * iterations as the time allows.
 */
final class Planner {
    /** What the measurements of docs/which-method.md say: these are worth their time, in this order. */
    static final List<String> METHODS = List.of("source-only", "mstn", "biwaa", "cdan");

    /** What is left for reading, scoring and errors of the estimate. */
    private static final double USED = 0.8;

    private static final int FEWEST_ITERATIONS = 100;
    private static final int MOST_ITERATIONS = 5004;
    private static final int USUAL_ITERATIONS = 300;
    private static final int BATCHES = 2;
    private static final int BATCH = 36;
    /** Forward and backward sweep against the forward sweep alone. */
    private static final double TRAINED = 3;

    private static final List<Looks> RICHEST_FIRST = List.of(
            new Looks(10, Views.TEN_CROP),
            new Looks(10, Views.CENTRE),
            new Looks(4, Views.CENTRE),
            new Looks(1, Views.CENTRE));

    private record Looks(int augmented, Views scored) {
        int views() {
            return augmented + scored.count();
        }
    }

    /**
     * A network that could be used.
     *
     * @param backbone its name
     * @param weights as the setting of that name
     * @param speed on this machine
     */
    record Candidate(String backbone, String weights, MachineSpeed speed) {}

    private final int sourceSize;
    private final int targetSize;
    private final double seconds;

    /** @param seconds that are left for everything */
    Planner(int sourceSize, int targetSize, double seconds) {
        this.sourceSize = sourceSize;
        this.targetSize = targetSize;
        this.seconds = seconds;
    }

    /**
     * @param candidates from the best to the fastest, at least one
     * @throws InvalidSettingException if not even the least fits the time; the message says how much is needed
     */
    AdaptationPlan plan(List<Candidate> candidates, String source, String target, double budget) {
        Template template = new Template(source, target, budget);
        for (Candidate candidate : candidates) {
            Optional<AdaptationPlan> plan = Optional.of(trained(candidate, template))
                    .filter(one -> fits(one))
                    .or(() -> RICHEST_FIRST.stream()
                            .filter(looks -> candidate == fastest(candidates) || looks.augmented() > 1)
                            .map(looks -> frozen(candidate, looks, USUAL_ITERATIONS, template))
                            .filter(this::fits)
                            .findFirst()
                            .map(least -> withAffordableIterations(least)));
            if (plan.isPresent()) {
                return plan.get();
            }
        }
        AdaptationPlan least = frozen(fastest(candidates), new Looks(1, Views.CENTRE), FEWEST_ITERATIONS, template);
        if (!fits(least)) {
            throw new InvalidSettingException(String.format(
                    Locale.ROOT,
                    "time: %.0f s, of which %.0f s are left; %d and %d pictures need about %.0f s on this machine with the fastest network at hand, %s; expected at least %.0f s",
                    budget,
                    Math.max(0, seconds),
                    sourceSize,
                    targetSize,
                    least.seconds(),
                    least.backbone(),
                    Math.ceil((budget - seconds + least.seconds() / USED) / 10) * 10));
        }
        return least;
    }

    private static Candidate fastest(List<Candidate> candidates) {
        return candidates.get(candidates.size() - 1);
    }

    private boolean fits(AdaptationPlan plan) {
        return plan.seconds() <= USED * seconds;
    }

    private int wantedIterations() {
        return Math.max(USUAL_ITERATIONS, Math.min(MOST_ITERATIONS, targetSize));
    }

    private AdaptationPlan withAffordableIterations(AdaptationPlan least) {
        double perIteration = (least.seconds() - least.featureSeconds()) / least.iterations();
        int affordable = (int) ((USED * seconds - least.featureSeconds()) / perIteration);
        return least.withIterations(Math.max(least.iterations(), Math.min(wantedIterations(), affordable)));
    }

    private AdaptationPlan frozen(Candidate candidate, Looks looks, int iterations, Template template) {
        double features = candidate.speed().secondsPerView() * looks.views() * (sourceSize + targetSize);
        return template.plan(
                candidate, true, looks, iterations, features, candidate.speed().secondsPerStep());
    }

    private AdaptationPlan trained(Candidate candidate, Template template) {
        double step = candidate.speed().secondsPerStep()
                + TRAINED * BATCHES * BATCH * candidate.speed().secondsPerView();
        return template.plan(candidate, false, new Looks(1, Views.CENTRE), Math.max(1000, wantedIterations()), 0, step);
    }

    private record Template(String source, String target, double budget) {

        AdaptationPlan plan(
                Candidate candidate, boolean frozen, Looks looks, int iterations, double features, double step) {
            return new AdaptationPlan(
                    source,
                    target,
                    budget,
                    candidate.backbone(),
                    candidate.weights(),
                    frozen,
                    looks.augmented(),
                    looks.scored(),
                    iterations,
                    METHODS,
                    features,
                    step);
        }
    }
}
