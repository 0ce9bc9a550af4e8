package io.github.biwaa.evaluation;

/**
 * An accuracy that was measured on a random sample, with the interval that the accuracy on all samples lies in with 95 % confidence (Wilson 1927).
 *
 * <pre>
 * (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n);   p = right / n, n = samples, z = 1.96
 * </pre>
 *
 * @param right how many predictions are right
 * @param samples how many there are, at least 0
 */
public record MeasuredAccuracy(int right, int samples) {
    private static final double Z = 1.959963984540054;

    /** @return from 0 to 1; NaN without samples */
    public double accuracy() {
        return right / (double) samples;
    }

    /** @return the lower end of the interval, 0 without samples */
    public double low() {
        return samples == 0 ? 0 : Math.max(0, centre() - halfWidth());
    }

    /** @return the upper end of the interval, 1 without samples */
    public double high() {
        return samples == 0 ? 1 : Math.min(1, centre() + halfWidth());
    }

    private double centre() {
        return (accuracy() + Z * Z / (2 * samples)) / (1 + Z * Z / samples);
    }

    private double halfWidth() {
        double p = accuracy();
        double n = samples;
        return Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n);
    }
}
