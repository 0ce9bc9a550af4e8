package io.github.biwaa.adapt;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Views;
import io.github.biwaa.torch.Precision;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fits a plan into some time: of the backbones, given from the best on, the first whose features are affordable; then as many views and
 * iterations as the time allows.
 */
final class Planner {
    /** What adaptation is compared with. */
    static final String BASELINE = "source-only";
    /** What the measurements of docs/choosing-a-method.md say: these are worth their time, in this order. */
    static final List<String> METHODS = List.of(BASELINE, "mstn", "biwaa", "cdan");
    /** Without an adaptation there is nothing to choose. */
    static final int FEWEST_METHODS = 2;

    static final int USUAL_ITERATIONS = 300;
    static final int MOST_ITERATIONS = 5004;
    private static final int FEWEST_ITERATIONS = 100;

    /** What is left for scoring, errors of the estimate and further trainings. */
    private static final double USED = 0.75;

    /** More than four views make no method more accurate, by the measurement of docs/adapt.md. */
    private static final List<Looks> RICHEST_FIRST = List.of(new Looks(4, Views.CENTRE), Looks.LEAST);

    /** How often each picture is seen. */
    private record Looks(int augmented, Views scored) {
        static final Looks LEAST = new Looks(1, Views.CENTRE);
    }

    /**
     * A network that could be used.
     *
     * @param backbone its name
     * @param weights as the setting of that name
     * @param precision of the backbone
     * @param speed on this machine
     */
    record Candidate(String backbone, String weights, Precision precision, MachineSpeed speed) {}

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
     * @param candidates from the best on, at least one
     * @throws InvalidSettingException if not even the least fits the time; the message says how much is needed
     */
    AdaptationPlan plan(List<Candidate> candidates, String source, String target, double budget) {
        Template template = new Template(source, target, budget, sourceSize, targetSize);
        for (Candidate candidate : candidates) {
            int trainedIterations = Math.max(1000, wantedIterations());
            Optional<AdaptationPlan> plan = Optional.of(
                            template.plan(candidate, Looks.LEAST, false, trainedIterations, METHODS))
                    .filter(this::fits)
                    .or(() -> RICHEST_FIRST.stream()
                            .filter(looks -> candidate == fastest(candidates) || looks.augmented() > 1)
                            .map(looks -> template.plan(candidate, looks, true, USUAL_ITERATIONS, METHODS))
                            .filter(this::fits)
                            .findFirst()
                            .map(this::withAffordableIterations));
            if (plan.isPresent()) {
                return plan.get();
            }
        }
        List<AdaptationPlan> least = IntStream.iterate(METHODS.size(), number -> number >= FEWEST_METHODS, n -> n - 1)
                .mapToObj(number -> template.plan(
                        fastest(candidates), Looks.LEAST, true, FEWEST_ITERATIONS, METHODS.subList(0, number)))
                .toList();
        return least.stream().filter(this::fits).findFirst().orElseThrow(() -> tooShort(least.get(least.size() - 1)));
    }

    private InvalidSettingException tooShort(AdaptationPlan least) {
        return new InvalidSettingException(String.format(
                Locale.ROOT,
                "time: %.0f s, of which %.0f s are left; %d and %d pictures need about %.0f s on this machine with the fastest network at hand, %s; expected at least %.0f s",
                least.budgetSeconds(),
                Math.max(0, seconds),
                sourceSize,
                targetSize,
                least.seconds(),
                least.backbone(),
                Math.ceil((least.budgetSeconds() - seconds + least.seconds() / USED) / 10) * 10));
    }

    private static Candidate fastest(List<Candidate> candidates) {
        return Collections.min(
                candidates,
                Comparator.comparingDouble(candidate -> candidate.speed().secondsPerView()));
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
        int iterations = Math.max(least.iterations(), Math.min(wantedIterations(), affordable));
        return least.withTrainings(least.trainings().stream()
                .map(one -> one.withIterations(iterations))
                .toList());
    }

    private record Template(String source, String target, double budget, int sourceSize, int targetSize) {

        AdaptationPlan plan(Candidate candidate, Looks looks, boolean frozen, int iterations, List<String> methods) {
            return new AdaptationPlan(
                    source,
                    target,
                    budget,
                    sourceSize,
                    targetSize,
                    candidate.backbone(),
                    candidate.weights(),
                    candidate.precision(),
                    looks.augmented(),
                    looks.scored(),
                    candidate.speed(),
                    methods.stream()
                            .map(method -> new PlannedTraining(method, method, frozen, iterations))
                            .toList());
        }
    }
}
