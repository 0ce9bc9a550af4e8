package io.github.biwaa.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Ways to estimate how accurate a model is on a target without labels, from held-out samples of the source. */
public enum AccuracyEstimator {
    /** The accuracy on held-out samples, less what the mean probability of the most likely class falls from there to the target. */
    DIFFERENCE_OF_CONFIDENCES("difference-of-confidences", "Guillory et al. 2021", 0.04) {
        @Override
        double estimate(double[] source, boolean[] correct, double[] target) {
            return Math.max(0, Math.min(1, share(correct) - mean(source) + mean(target)));
        }

        @Override
        double[] certainties(ScoredSamples samples) {
            return samples.confidences();
        }
    },

    /**
     * The share of target samples that the model is surer of than a threshold. The threshold is the one above which as many held-out samples lie as
     * the model classifies correctly. How sure it is of a sample is measured by the negative entropy.
     */
    AVERAGE_THRESHOLDED_CONFIDENCE("average-thresholded-confidence", "Garg et al. 2022", 0.05) {
        @Override
        double estimate(double[] source, boolean[] correct, double[] target) {
            double[] sorted = source.clone();
            Arrays.sort(sorted);
            int wrong = 0;
            for (boolean right : correct) {
                wrong += right ? 0 : 1;
            }
            if (wrong == sorted.length) {
                return 0;
            }
            int above = 0;
            for (double value : target) {
                above += value >= sorted[wrong] ? 1 : 0;
            }
            return above / (double) target.length;
        }

        @Override
        double[] certainties(ScoredSamples samples) {
            return samples.negativeEntropies();
        }
    };

    private static final int RESAMPLES = 500;
    private static final double TAIL = 0.025;
    /** Standard deviations on each side of the middle 95 % of a normal distribution. */
    private static final double DEVIATIONS = 1.96;

    private static final long SEED = 1;

    private final String id;
    private final String paper;
    /** The standard deviation of its error where the domains are alike, beyond that by chance; measured in docs/adapt.md. */
    private final double error;

    AccuracyEstimator(String id, String paper, double error) {
        this.id = id;
        this.paper = paper;
        this.error = error;
    }

    /** @return the name in summary.json */
    public String id() {
        return id;
    }

    /** @return authors and year */
    public String paper() {
        return paper;
    }

    abstract double estimate(double[] source, boolean[] correct, double[] target);

    /** How sure the model is of each sample, by the measure of this estimate. */
    abstract double[] certainties(ScoredSamples samples);

    /**
     * Estimates the accuracy on a target.
     *
     * @param source probabilities of held-out samples, [N][K]
     * @param labels their classes
     * @param target probabilities of the target's samples, [M][K]
     * @return the estimate. The interval adds up, as independent errors, the middle 95 % of the estimates on 500 bootstrap samples of both domains, the
     *     error that the method was measured to have, and as much as the estimate is below the accuracy on the held-out samples: the further a model
     *     is from what it was measured on, the less it knows how far
     */
    public AccuracyEstimate of(double[][] source, int[] labels, double[][] target) {
        ScoredSamples held = new ScoredSamples(source);
        double[] sourceValues = certainties(held);
        boolean[] correct = held.correct(labels);
        double[] targetValues = certainties(new ScoredSamples(target));
        double[] resampled = new double[RESAMPLES];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int resample = 0; resample < RESAMPLES; resample++) {
            double[] drawn = new double[sourceValues.length];
            boolean[] right = new boolean[drawn.length];
            for (int i = 0; i < drawn.length; i++) {
                int sample = random.nextInt(drawn.length);
                drawn[i] = sourceValues[sample];
                right[i] = correct[sample];
            }
            double[] seen = new double[targetValues.length];
            for (int i = 0; i < seen.length; i++) {
                seen[i] = targetValues[random.nextInt(seen.length)];
            }
            resampled[resample] = estimate(drawn, right, seen);
        }
        Arrays.sort(resampled);
        int cut = (int) Math.floor(TAIL * RESAMPLES);
        double estimate = estimate(sourceValues, correct, targetValues);
        double unseen = Math.hypot(DEVIATIONS * error, Math.max(0, share(correct) - estimate));
        double below = Math.hypot(estimate - resampled[cut], unseen);
        double above = Math.hypot(resampled[RESAMPLES - 1 - cut] - estimate, unseen);
        return new AccuracyEstimate(id, estimate, Math.max(0, estimate - below), Math.min(1, estimate + above));
    }

    private static double share(boolean[] correct) {
        double share = 0;
        for (boolean right : correct) {
            share += right ? 1.0 / correct.length : 0;
        }
        return share;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
