package io.github.biwaa.image;

import io.github.biwaa.BiwaaException;
import java.util.stream.IntStream;

/**
 * Which pixels of a line make one pixel of the resized line, and with which weight: golden README A6, with weights in fixed point
 * (22 bits behind the point) as Pillow has them. Output pixel o is the sum over t of weights[o * maxTaps + t] * line[first[o] + t].
 */
final class ResamplingCoefficients {
    static final int FRACTION_BITS = 22;
    static final int ONE_HALF = 1 << (FRACTION_BITS - 1);

    private static final int LARGEST_BYTE = 255;

    /** 64 MiB of weights: a line of some four million pixels. */
    private static final long MOST_WEIGHTS = 1L << 24;

    final int outSize;
    /** Room for the input pixels behind one output pixel. */
    final int maxTaps;
    /** Per output pixel the first input pixel. */
    final int[] first;
    /** Per output pixel the number of input pixels. */
    final int[] taps;
    /** outSize x maxTaps; unused places are 0. */
    final int[] weights;
    /** Whether every output pixel has two input pixels, one of which may weigh nothing: so in all enlarged lines. */
    final boolean inPairs;
    /** Whether sums of bytes by these weights round to bytes, so that nothing has to be clipped. */
    final boolean withinBytes;

    ResamplingCoefficients(int inSize, int outSize, Resampling resampling) {
        this.outSize = outSize;
        double scale = (double) inSize / outSize;
        double support = resampling.support() * Math.max(scale, 1.0);
        int room = (int) Math.min(Math.ceil(support) * 2 + 1, inSize);
        if ((long) outSize * room > MOST_WEIGHTS) {
            throw new BiwaaException(Resizer.TOO_NARROW);
        }
        maxTaps = room;
        first = new int[outSize];
        taps = new int[outSize];
        weights = new int[outSize * room];
        for (int out = 0; out < outSize; out++) {
            Resampling.Taps exact = resampling.taps(inSize, outSize, out);
            for (int tap = 0; tap < exact.weights().length; tap++) {
                double weight = exact.weights()[tap] * (1 << FRACTION_BITS);
                weights[out * room + tap] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            first[out] = exact.first();
            taps[out] = exact.weights().length;
        }
        inPairs = resampling == Resampling.BILINEAR && scale <= 1 && inSize > 1;
        if (inPairs) {
            pairSinglePixels(inSize);
        }
        withinBytes = IntStream.range(0, outSize).allMatch(this::staysWithinBytes);
    }

    private void pairSinglePixels(int inSize) {
        for (int out = 0; out < outSize; out++) {
            if (first[out] == inSize - 1) {
                first[out]--;
                weights[out * maxTaps + 1] = weights[out * maxTaps];
                weights[out * maxTaps] = 0;
            }
            taps[out] = 2;
        }
    }

    private boolean staysWithinBytes(int out) {
        long whitest = ONE_HALF;
        for (int at = out * maxTaps; at < (out + 1) * maxTaps; at++) {
            if (weights[at] < 0) {
                return false;
            }
            whitest += weights[at] * (long) LARGEST_BYTE;
        }
        return whitest >> FRACTION_BITS <= LARGEST_BYTE;
    }
}
