package io.github.biwaa.run;

import java.util.Map;

/**
 * What a logged step looked like.
 *
 * @param run r, from 0
 * @param iteration i, from 0
 * @param iterations of the run
 * @param seconds since the run began
 * @param secondsWaited for data, since the last report
 * @param learningRate of the backbone in this step
 * @param imagesPerSecond both domains together, since the last report
 * @param metrics of the objective, in its order
 */
public record StepReport(
        int run,
        int iteration,
        int iterations,
        double seconds,
        double secondsWaited,
        double learningRate,
        double imagesPerSecond,
        Map<String, Double> metrics) {}
