package io.github.biwaa.image;

import java.nio.IntBuffer;

/**
 * Which pixels of a cached picture make each pixel of a view, and with which weights: what a {@link ViewRenderer} computes with, written down for a
 * device that cuts views itself. A view is described across, then down; each direction by {@code crop} numbers of first pixels, then {@code crop}
 * weights of these pixels, {@code crop} weights of their next neighbours and so on, {@link #taps()} times. Weights have {@link #FRACTION_BITS} bits
 * behind the point; sums of weighted bytes stay within 32 bits and round to bytes by adding {@link #ONE_HALF} and dropping these bits. A neighbour
 * that weighs nothing may lie outside the picture. It is meant to be one per thread; it is not thread-safe.
 */
public final class ViewGeometry {
    /** Bits behind the point of weights. */
    public static final int FRACTION_BITS = ResamplingCoefficients.FRACTION_BITS;
    /** One half, with as many bits behind the point. */
    public static final int ONE_HALF = ResamplingCoefficients.ONE_HALF;
    /** Across and down. */
    public static final int DIRECTIONS = 2;

    private final int side;
    private final int taps;
    private final KeptCoefficients coefficients = new KeptCoefficients();

    /** @param preprocessing sizes of pictures and views */
    public ViewGeometry(Preprocessing preprocessing) {
        side = preprocessing.crop();
        double shrinking = Math.max(1, (double) preprocessing.resize() / side);
        taps = (int) Math.min(Math.ceil(2 * Resampling.BILINEAR.support() * shrinking), preprocessing.resize());
    }

    /** @return the most pixels of a line behind one pixel of a view */
    public int taps() {
        return taps;
    }

    /** @return the numbers that describe a view */
    public int length() {
        return DIRECTIONS * (1 + taps) * side;
    }

    /**
     * Describes a view.
     *
     * @param box the part to show, within the picture
     * @param target receives {@link #length()} numbers; its position does not move
     * @param offset where the first of them goes
     */
    public void write(CropBox box, IntBuffer target, int offset) {
        write(box.left(), box.width(), box.flip(), target, offset);
        write(box.top(), box.height(), false, target, offset + (1 + taps) * side);
    }

    private void write(int start, int size, boolean mirrored, IntBuffer target, int offset) {
        ResamplingCoefficients line = coefficients.get(size, side, Resampling.BILINEAR);
        for (int pixel = 0; pixel < side; pixel++) {
            int from = mirrored ? side - 1 - pixel : pixel;
            target.put(offset + pixel, start + line.first[from]);
            for (int tap = 0; tap < taps; tap++) {
                int weight = tap < line.taps[from] ? line.weights[from * line.maxTaps + tap] : 0;
                target.put(offset + (1 + tap) * side + pixel, weight);
            }
        }
    }
}
