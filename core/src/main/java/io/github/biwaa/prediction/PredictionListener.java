package io.github.biwaa.prediction;

/** Takes predictions as they come. */
@FunctionalInterface
public interface PredictionListener {
    /**
     * Takes the next one.
     *
     * @return whether to go on
     */
    boolean predicted(SamplePrediction prediction);
}
