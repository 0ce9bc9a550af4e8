package io.github.biwaa.evaluation;

/**
 * An accuracy on the target that was estimated without its labels. The interval covers chance in the choice of samples, and the errors that the method
 * was seen to make on similar domains; where domains differ much, as photos and sketches do, it is too narrow still.
 *
 * @param method {@link AccuracyEstimator#id} of what made it, or {@link PredictionAgreement#ID}
 * @param accuracy 0 to 1
 * @param low lower end of the 95 % interval, 0 to 1
 * @param high upper end, 0 to 1
 */
public record AccuracyEstimate(String method, double accuracy, double low, double high) {}
