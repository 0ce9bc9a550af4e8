package io.github.biwaa.image;

/** The filters of Pillow's {@code resize}: a kernel that is widened when shrinking (antialiasing), docs/method.md. */
public enum Resampling {
    /** Triangle, support 1: random resized crops. */
    BILINEAR(1.0) {
        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            return x < 1.0 ? 1.0 - x : 0.0;
        }
    },
    /** Keys' cubic with a = -0.5, support 2: whole pictures. */
    BICUBIC(2.0) {
        @Override
        double weight(double distance) {
            double a = -0.5;
            double x = Math.abs(distance);
            if (x < 1.0) {
                return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
            }
            return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * a : 0.0;
        }
    };

    private final double support;

    Resampling(double support) {
        this.support = support;
    }

    /** Half the kernel's width in pixels, where the picture is not made smaller. */
    double support() {
        return support;
    }

    /** The kernel's height at a distance from its centre. */
    abstract double weight(double distance);

    /**
     * Which pixels of a line make one pixel of the resized line.
     *
     * @param first the number of the first of them
     * @param weights theirs, in order; they sum to 1
     */
    record Taps(int first, double[] weights) {}

    /** @return what one pixel of a line of {@code outSize} pixels is made of when it was a line of {@code inSize} */
    Taps taps(int inSize, int outSize, int pixel) {
        double scale = (double) inSize / outSize;
        double filterScale = Math.max(scale, 1.0);
        double reach = support * filterScale;
        double inverseFilterScale = 1.0 / filterScale;
        double centre = (pixel + 0.5) * scale;
        int low = Math.max((int) (centre - reach + 0.5), 0);
        double[] weights = new double[Math.min((int) (centre + reach + 0.5), inSize) - low];
        double sum = 0.0;
        for (int tap = 0; tap < weights.length; tap++) {
            weights[tap] = weight((tap + low - centre + 0.5) * inverseFilterScale);
            sum += weights[tap];
        }
        for (int tap = 0; sum != 0.0 && tap < weights.length; tap++) {
            weights[tap] /= sum;
        }
        return new Taps(low, weights);
    }

    /**
     * Resizing a line as a matrix.
     *
     * @return [outSize, inSize], row by row; each row sums to 1
     */
    public double[] matrix(int inSize, int outSize) {
        double[] matrix = new double[outSize * inSize];
        for (int out = 0; out < outSize; out++) {
            Taps taps = taps(inSize, outSize, out);
            System.arraycopy(taps.weights(), 0, matrix, out * inSize + taps.first(), taps.weights().length);
        }
        return matrix;
    }
}
