package io.github.biwaa.adapt;

import io.github.biwaa.adapt.AdaptationAnswer.Trained;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to do with time that is left after the planned trainings: the adaptation methods again, the best first; with the whole network trained if enough
 * steps of that are affordable, otherwise with more iterations.
 */
final class FurtherTraining {
    /** What is left for errors of the estimate. */
    private static final double USED = 0.85;

    private static final double LONGER = 2;

    private final AdaptationPlan plan;
    private final List<Trained> trained;
    private final double affordable;

    /**
     * @param trained the finished trainings of the plan, at least one; what they took corrects the estimates
     * @param left seconds
     */
    FurtherTraining(AdaptationPlan plan, List<Trained> trained, double left) {
        this.plan = plan;
        this.trained = trained;
        double pace = trained.stream().mapToDouble(Trained::seconds).sum()
                / trained.stream()
                        .mapToDouble(one -> plan.seconds(one.planned()))
                        .sum();
        this.affordable = USED * left / pace;
    }

    /** @return how many of the seconds that are left after the trainings of a plan probably are used for others */
    static double used(AdaptationPlan plan, double spare) {
        double all = 0;
        double least = Double.POSITIVE_INFINITY;
        for (PlannedTraining one : plan.trainings()) {
            if (one.name().equals(one.method()) && !one.method().equals(Planner.BASELINE)) {
                double longer = plan.seconds(one.withIterations((int) (LONGER * one.iterations())));
                least = Math.min(least, longer);
                all += plan.seconds(one.withIterations(Planner.MOST_ITERATIONS));
            }
        }
        double affordable = USED * spare;
        return affordable < least ? 0 : plan.frozen() ? affordable : Math.min(all, affordable);
    }

    /** @return the next training; empty if too little time is left, or nothing is left to try */
    Optional<PlannedTraining> next() {
        List<PlannedTraining> ranked = trained.stream()
                .filter(one -> one.planned().name().equals(one.planned().method()))
                .filter(one -> !one.planned().method().equals(Planner.BASELINE))
                .sorted(Comparator.comparingDouble(one -> -one.score()))
                .map(Trained::planned)
                .toList();
        Stream<PlannedTraining> whole = ranked.stream()
                .filter(PlannedTraining::frozen)
                .flatMap(one -> affordable(one, "-whole", false, Planner.USUAL_ITERATIONS).stream());
        Stream<PlannedTraining> longer = ranked.stream()
                .flatMap(one -> affordable(one, "-longer", one.frozen(), (int) (LONGER * one.iterations())).stream());
        return Stream.concat(whole, longer).findFirst();
    }

    private Optional<PlannedTraining> affordable(PlannedTraining base, String suffix, boolean frozen, int fewest) {
        PlannedTraining none = new PlannedTraining(base.name() + suffix, base.method(), frozen, 0);
        double fixed = plan.seconds(none);
        double perIteration = plan.seconds(none.withIterations(1)) - fixed;
        int iterations = (int) Math.min(Planner.MOST_ITERATIONS, (affordable - fixed) / perIteration);
        boolean tried = plan.trainings().stream().anyMatch(one -> one.name().equals(none.name()));
        return Optional.of(none.withIterations(iterations)).filter(one -> !tried && iterations >= fewest);
    }
}
