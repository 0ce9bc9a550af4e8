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
}
