package io.github.biwaa.adapt;

import io.github.biwaa.Progress;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.training.TrainingListener;

/** Receives what a guided adaptation finds and decides. Called on its thread. */
public interface AdaptationEvents extends Progress {

    /** The data were looked at. */
    void reviewed(DataReview review);

    /**
     * The plan is made; nothing was trained yet.
     *
     * @param continued whether it is the plan of an adaptation that was begun before
     */
    void planned(AdaptationPlan plan, boolean continued);

    /**
     * A training begins.
     *
     * @return receives how it goes, and may stop it
     */
    TrainingListener training(PlannedTraining training, TrainingConfiguration configuration);

    /** The training that was begun last has ended, or was stopped. */
    void trained(PlannedTraining training);
}
