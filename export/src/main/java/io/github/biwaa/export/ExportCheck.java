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
    /** The largest difference of a file that is kept, for outputs up to 10. */
    public static final double TOLERANCE = 1e-4;
    /** Of larger outputs, of which float32 says less after the point: so much of the largest. */
    private static final double RELATIVE_TOLERANCE = 1e-5;

    /** @return the largest difference that is accepted */
    public double tolerance() {
        return Math.max(TOLERANCE, RELATIVE_TOLERANCE * largestValue);
    }

    /** @return the largest difference, over the largest value where that is above 1 */
    public double relativeDifference() {
        return largestDifference / Math.max(1, largestValue);
    }

    /** @return whether the file may be kept; false too if the file or the model gives what is no number */
    public boolean acceptable() {
        return Double.isFinite(largestDifference) && largestDifference <= tolerance();
    }

    /** @return it as a sentence */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "largest difference from the model %.2g in outputs of up to %.3g, over %d random inputs and %d"
                        + " pictures",
                largestDifference,
                largestValue,
                samples - pictures,
                pictures);
    }
}
