package io.github.biwaa.network.layer;

/** How a convolution goes on beyond the border of a map: always with zeros, but not always as many on each side. */
public enum Padding {
    /** PyTorch's: half a kernel, rounded down, on every side. */
    SYMMETRIC {
        @Override
        int total(int side, int kernel, int stride) {
            return kernel / 2 * 2;
        }
    },
    /** TensorFlow's: as many as ceil(side / stride) windows need; where the number is odd, one more comes after than before. */
    SAME {
        @Override
        int total(int side, int kernel, int stride) {
            int windows = (side + stride - 1) / stride;
            return Math.max(0, (windows - 1) * stride + kernel - side);
        }
    };

    /** @return zeros above and below a map of that height, or on both sides of one of that width */
    abstract int total(int side, int kernel, int stride);
}
