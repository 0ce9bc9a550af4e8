package io.github.biwaa.export;

import java.util.Locale;

/**
 * How far an exported file is from the model.
 *
 * @param samples how many both were tried on
 * @param pictures how many of them were pictures, the others being random numbers
 * @param largestDifference between two values of the output
 * @param largestValue of the model's output, as an absolute value
 */
public record ExportCheck(int samples, int pictures, double largestDifference, double largestValue) {
    /** The largest {@link #relativeDifference} of a file that is kept. */
    public static final double TOLERANCE = 1e-4;

    /** @return the largest difference, over the largest value where that is above 1 */
    public double relativeDifference() {
        return largestDifference / Math.max(1, largestValue);
    }

    /** @return whether the file may be kept; false too if the file gives what is no number */
    public boolean acceptable() {
        return relativeDifference() <= TOLERANCE;
    }

    /** @return it as a sentence */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "largest difference from the model %.2g in outputs of up to %.3g, over %d random inputs and %d pictures",
                largestDifference,
                largestValue,
                samples - pictures,
                pictures);
    }
}
