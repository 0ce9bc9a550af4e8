package io.github.biwaa.evaluation;

/**
 * An accuracy on the target that was estimated without its labels. The interval covers chance in the choice of samples alone: an estimate that is wrong
 * because the domains differ in a way that the method does not see is wrong in its interval, too.
 *
 * @param method {@link AccuracyEstimator#id} of what made it
 * @param accuracy 0 to 1
 * @param low lower end of the 95 % interval, 0 to 1
 * @param high upper end, 0 to 1
 */
public record AccuracyEstimate(String method, double accuracy, double low, double high) {}
