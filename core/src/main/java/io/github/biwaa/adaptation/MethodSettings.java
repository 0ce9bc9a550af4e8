package io.github.biwaa.adaptation;

import io.github.biwaa.InvalidSettingException;

/**
 * The numbers of the adaptation terms, with the paper's values as defaults.
 *
 * @param lambda norm of the feature weights, above 0; the paper: 10
 * @param weighting which domains' features are weighted before the discriminator
 * @param semanticMatching whether centroids are matched, in methods that have this term
 * @param discriminatorWidth width of the discriminator's hidden layers, at least 1; the paper: 1024
 * @param discriminatorDropout from 0 to below 1; the paper: 0.5
 */
public record MethodSettings(
        double lambda,
        Weighting weighting,
        boolean semanticMatching,
        int discriminatorWidth,
        double discriminatorDropout) {

    /** Unless another is chosen: the paper's norm of the feature weights. */
    public static final int DEFAULT_LAMBDA = 10;
    /** Unless another is chosen: the paper's width. */
    public static final int DEFAULT_DISCRIMINATOR_WIDTH = 1024;
    /** Unless another is chosen: the paper's dropout. */
    public static final double DEFAULT_DISCRIMINATOR_DROPOUT = 0.5;

    /** The paper's numbers. */
    public static final MethodSettings DEFAULT = new MethodSettings(
            DEFAULT_LAMBDA, Weighting.BOTH, true, DEFAULT_DISCRIMINATOR_WIDTH, DEFAULT_DISCRIMINATOR_DROPOUT);

    /** @throws InvalidSettingException if a value is out of its range */
    public MethodSettings {
        if (!(lambda > 0) || Double.isInfinite(lambda)) {
            throw new InvalidSettingException("lambda: " + lambda + ", expected a number above 0");
        }
        if (discriminatorWidth < 1) {
            throw new InvalidSettingException("discriminator-width: " + discriminatorWidth + ", expected at least 1");
        }
        if (!(discriminatorDropout >= 0 && discriminatorDropout < 1)) {
            throw new InvalidSettingException(
                    "discriminator-dropout: " + discriminatorDropout + ", expected a number from 0 to below 1");
        }
    }
}
