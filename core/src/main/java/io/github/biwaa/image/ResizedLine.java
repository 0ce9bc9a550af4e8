package io.github.biwaa.image;

/**
 * The arithmetic of {@link Resizer}: one line of a picture, an int per value, one channel after the other. Loops over whole lines are so plain that
 * the compiler uses vector instructions for them, which Java 17 does not do where values are clipped.
 */
final class ResizedLine {
    private static final int FRACTION_BITS = ResamplingCoefficients.FRACTION_BITS;
    private static final int ONE_HALF = ResamplingCoefficients.ONE_HALF;
    private static final int COLOURS = 3;

    private ResizedLine() {}

    /** As it is: only channel by channel. */
    static void separate(byte[] source, int from, int width, int channels, int[] target) {
        for (int channel = 0, to = 0; channel < channels; channel++) {
            for (int column = 0, at = from + channel; column < width; column++, at += channels) {
                target[to++] = source[at] & 0xFF;
            }
        }
    }

    /**
     * In another width.
     *
     * @param from where the line starts in {@code source}, pixel by pixel
     * @param channels 1 or 3
     * @param target receives {@code across.outSize} values of each channel
     */
    static void resize(byte[] source, int from, int channels, ResamplingCoefficients across, int[] target) {
        if (channels != COLOURS) {
            resizeGrey(source, from, across, target);
        } else if (across.inPairs) {
            resizeColourInPairs(source, from, across, target);
        } else {
            resizeColour(source, from, across, target);
        }
        if (!across.withinBytes) {
            clip(target, across.outSize * channels);
        }
    }

    private static void resizeColourInPairs(byte[] source, int from, ResamplingCoefficients across, int[] target) {
        int width = across.outSize;
        for (int column = 0, weightAt = 0; column < width; column++, weightAt += across.maxTaps) {
            int at = from + across.first[column] * COLOURS;
            int left = across.weights[weightAt];
            int right = across.weights[weightAt + 1];
            int red = left * (source[at] & 0xFF) + right * (source[at + 3] & 0xFF);
            int green = left * (source[at + 1] & 0xFF) + right * (source[at + 4] & 0xFF);
            int blue = left * (source[at + 2] & 0xFF) + right * (source[at + 5] & 0xFF);
            target[column] = red + ONE_HALF >> FRACTION_BITS;
            target[width + column] = green + ONE_HALF >> FRACTION_BITS;
            target[2 * width + column] = blue + ONE_HALF >> FRACTION_BITS;
        }
    }

    private static void resizeColour(byte[] source, int from, ResamplingCoefficients across, int[] target) {
        int width = across.outSize;
        for (int column = 0; column < width; column++) {
            int at = from + across.first[column] * COLOURS;
            int weightAt = column * across.maxTaps;
            int weightEnd = weightAt + across.taps[column];
            int red = ONE_HALF;
            int green = ONE_HALF;
            int blue = ONE_HALF;
            for (; weightAt < weightEnd; weightAt++, at += COLOURS) {
                int weight = across.weights[weightAt];
                red += weight * (source[at] & 0xFF);
                green += weight * (source[at + 1] & 0xFF);
                blue += weight * (source[at + 2] & 0xFF);
            }
            target[column] = red >> FRACTION_BITS;
            target[width + column] = green >> FRACTION_BITS;
            target[2 * width + column] = blue >> FRACTION_BITS;
        }
    }

    private static void resizeGrey(byte[] source, int from, ResamplingCoefficients across, int[] target) {
        for (int column = 0; column < across.outSize; column++) {
            int at = from + across.first[column];
            int weightAt = column * across.maxTaps;
            int weightEnd = weightAt + across.taps[column];
            int sum = ONE_HALF;
            for (; weightAt < weightEnd; weightAt++, at++) {
                sum += across.weights[weightAt] * (source[at] & 0xFF);
            }
            target[column] = sum >> FRACTION_BITS;
        }
    }

    /**
     * One line of another height.
     *
     * @param lines line i of the picture in place i modulo {@code down.maxTaps}
     * @param row the line that is made
     * @param target receives {@code length} values
     */
    static void blend(int[][] lines, ResamplingCoefficients down, int row, int[] target, int length) {
        int first = down.first[row];
        int taps = down.taps[row];
        int weightAt = row * down.maxTaps;
        int[] upper = lines[first % down.maxTaps];
        int weight = down.weights[weightAt];
        if (taps == 1) {
            scale(target, length, upper, weight);
        } else {
            int[] lower = lines[(first + 1) % down.maxTaps];
            if (taps == 2) {
                blendTwo(target, length, upper, weight, lower, down.weights[weightAt + 1]);
            } else {
                addTwo(target, length, upper, weight, lower, down.weights[weightAt + 1]);
                for (int tap = 2; tap < taps; tap++) {
                    add(target, length, lines[(first + tap) % down.maxTaps], down.weights[weightAt + tap]);
                }
                round(target, length);
            }
        }
        if (!down.withinBytes) {
            clip(target, length);
        }
    }

    private static void scale(int[] out, int length, int[] values, int weight) {
        for (int at = 0; at < length; at++) {
            out[at] = weight * values[at] + ONE_HALF >> FRACTION_BITS;
        }
    }

    private static void blendTwo(int[] out, int length, int[] values0, int weight0, int[] values1, int weight1) {
        for (int at = 0; at < length; at++) {
            out[at] = weight0 * values0[at] + weight1 * values1[at] + ONE_HALF >> FRACTION_BITS;
        }
    }

    private static void addTwo(int[] out, int length, int[] values0, int weight0, int[] values1, int weight1) {
        for (int at = 0; at < length; at++) {
            out[at] = weight0 * values0[at] + weight1 * values1[at] + ONE_HALF;
        }
    }

    private static void add(int[] out, int length, int[] values, int weight) {
        for (int at = 0; at < length; at++) {
            out[at] += weight * values[at];
        }
    }

    private static void round(int[] out, int length) {
        for (int at = 0; at < length; at++) {
            out[at] >>= FRACTION_BITS;
        }
    }

    private static void clip(int[] values, int length) {
        for (int at = 0; at < length; at++) {
            values[at] = Math.max(0, Math.min(255, values[at]));
        }
    }
}
