package io.github.biwaa.prediction;

/** Predictions as lines of text. */
public interface RowFormat {

    /** @return what comes before the rows, with its line ends; may be empty */
    String header();

    /** @return one row with its line end */
    String row(SamplePrediction prediction);
}
