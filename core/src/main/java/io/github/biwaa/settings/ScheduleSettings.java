package io.github.biwaa.settings;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.LearningRate;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.Ramp;

/**
 * How long and how fast to train. The names in messages are those of the command line.
 *
 * @param runs how many runs ILDA chains, at least 1; methods without ILDA run once
 * @param iterations training steps of each run, at least 1
 * @param batchSize B, samples per domain and step, at least 2
 * @param learningRate of the backbone at the first step, above 0
 * @param ramp length of the schedules lam and reversal in iterations, above 0; the paper: 20000
 * @param priorHorizon length of the schedule by which a run's own predictions take over from the prior, above 0; the paper: 500
 * @param priorWeight how much the prior counts in the blend, above 0: 10 with ten crops, 1 with one view
 * @param priorDecay how much the scores of an older run count against those of the next newer one, from 0 (not at all) to 1 (alike)
 * @param labelUpdate weight of a sample's newest prediction in the average its pseudo-label comes from, above 0 to 1
 * @param seed of everything random
 */
public record ScheduleSettings(
        int runs,
        int iterations,
        int batchSize,
        double learningRate,
        double ramp,
        double priorHorizon,
        double priorWeight,
        double priorDecay,
        double labelUpdate,
        long seed) {
    /** Runs that ILDA chains, unless another number is chosen. */
    public static final int DEFAULT_RUNS = 3;
    /** B unless another is chosen; the paper's. */
    public static final int DEFAULT_BATCH_SIZE = 36;
    /** Unless another is chosen; the paper's. */
    public static final double DEFAULT_LEARNING_RATE = 0.001;
    /** Unless another is chosen. */
    public static final long DEFAULT_SEED = 42;

    /** What the reference adds to the seed from one run to the next. */
    private static final long SEED_PER_RUN = 100;

    private static final int FEWEST_ITERATIONS = 300;
    private static final int MOST_ITERATIONS = 5004;

    /** @throws InvalidSettingException if a value is out of its range */
    public ScheduleSettings {
        atLeast("runs", runs, 1);
        atLeast("iterations", iterations, 1);
        atLeast("batch-size", batchSize, 2);
        // These check themselves.
        new LearningRate(learningRate);
        new Ramp(ramp);
        if (!(priorHorizon > 0) || Double.isInfinite(priorHorizon)) {
            throw new InvalidSettingException("prior-horizon: " + priorHorizon + ", expected a number above 0");
        }
        if (!(priorWeight > 0) || Double.isInfinite(priorWeight)) {
            throw new InvalidSettingException("prior-weight: " + priorWeight + ", expected a number above 0");
        }
        if (!(priorDecay >= 0 && priorDecay <= 1)) {
            throw new InvalidSettingException("prior-decay: " + priorDecay + ", expected a number from 0 to 1");
        }
        if (!(labelUpdate > 0 && labelUpdate <= 1)) {
            throw new InvalidSettingException(
                    "label-update: " + labelUpdate + ", expected a number above 0, at most 1");
        }
    }

    /** With the paper's decay of the prior and update of pseudo-labels. */
    public ScheduleSettings(
            int runs,
            int iterations,
            int batchSize,
            double learningRate,
            double ramp,
            double priorHorizon,
            double priorWeight,
            long seed) {
        this(
                runs,
                iterations,
                batchSize,
                learningRate,
                ramp,
                priorHorizon,
                priorWeight,
                Prior.DECAY,
                PseudoLabels.UPDATE,
                seed);
    }

    private static void atLeast(String key, int value, int least) {
        if (value < least) {
            throw new InvalidSettingException(key + ": " + value + ", expected at least " + least);
        }
    }

    /**
     * Iterations for a target of a given size: one per picture, within 300 and the paper's 5,004.
     *
     * @param targetSize N_t
     */
    public static int defaultIterations(int targetSize) {
        return Math.max(FEWEST_ITERATIONS, Math.min(MOST_ITERATIONS, targetSize));
    }

    /** @return the paper's ratio of ramp to iterations: 20000 to about 5000 */
    public static double defaultRamp(int iterations) {
        return 4.0 * iterations;
    }

    /** @return the paper's ratio of the prior's horizon to iterations: 500 to about 5000 */
    public static double defaultPriorHorizon(int iterations) {
        return Math.max(1, iterations / 10.0);
    }

    /**
     * @param run r, from 0
     * @return the seed of that run: seed + 100 r
     */
    public long seedOfRun(int run) {
        return seed + SEED_PER_RUN * run;
    }
}
