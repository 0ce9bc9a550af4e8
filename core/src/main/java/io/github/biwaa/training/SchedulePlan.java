package io.github.biwaa.training;

import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.model.Views;
import io.github.biwaa.settings.ScheduleSettings;

/** The settings of a schedule that were chosen; what is null was not, and follows from the others. */
final class SchedulePlan {
    int runs = ScheduleSettings.DEFAULT_RUNS;
    Integer iterations;
    int batchSize = ScheduleSettings.DEFAULT_BATCH_SIZE;
    double learningRate = ScheduleSettings.DEFAULT_LEARNING_RATE;
    Double ramp;
    Double priorHorizon;
    Double priorWeight;
    double priorDecay = Prior.DECAY;
    double labelUpdate = PseudoLabels.UPDATE;
    long seed = ScheduleSettings.DEFAULT_SEED;

    /**
     * @param targetSize N_t
     * @param views that the target is scored by
     * @throws io.github.biwaa.InvalidSettingException if a value is out of its range
     */
    ScheduleSettings settings(int targetSize, Views views) {
        int steps = iterations == null ? ScheduleSettings.defaultIterations(targetSize) : iterations;
        return new ScheduleSettings(
                runs,
                steps,
                batchSize,
                learningRate,
                ramp == null ? ScheduleSettings.defaultRamp(steps) : ramp,
                priorHorizon == null ? ScheduleSettings.defaultPriorHorizon(steps) : priorHorizon,
                priorWeight == null ? views.count() : priorWeight,
                priorDecay,
                labelUpdate,
                seed);
    }
}
