package io.github.biwaa.adapt;

import io.github.biwaa.Progress.Phase;
import io.github.biwaa.Progress.Task;
import io.github.biwaa.Progress.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * What is left of an adaptation, for whoever shows how far it is: the trainings, by the estimate of the plan.
 *
 * @param plan with the trainings that are decided on
 * @param further whether time that is left is used for further trainings
 */
record AdaptationPhases(AdaptationPlan plan, boolean further) {

    /** @return seconds of a training, features included where it computes them for all */
    double seconds(PlannedTraining training) {
        boolean first = training.equals(plan.trainings().get(0));
        return plan.seconds(training) + (first ? plan.featureSeconds() : 0);
    }

    /**
     * @param begun so many trainings of the plan have begun
     * @param left seconds in which one may train
     * @return what comes after them
     */
    List<Phase> after(int begun, double left) {
        List<PlannedTraining> open =
                plan.trainings().subList(begun, plan.trainings().size());
        List<Phase> phases = new ArrayList<>();
        open.forEach(training ->
                phases.add(new Phase(new Task("training " + training.name()), Work.TRAINING, seconds(training))));
        double current = begun == 0 ? 0 : seconds(plan.trainings().get(begun - 1));
        double spare = left - current - open.stream().mapToDouble(this::seconds).sum();
        double used = further ? FurtherTraining.used(plan, spare) : 0;
        if (used > 0) {
            phases.add(new Phase(new Task("training further"), Work.TRAINING, used));
        }
        return phases;
    }
}
