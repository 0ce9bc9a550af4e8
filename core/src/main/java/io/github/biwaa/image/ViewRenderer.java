package io.github.biwaa.image;

import java.nio.FloatBuffer;

/**
 * Cuts views out of cached pictures and writes them as a network reads them: floats, channel by channel, row by row, each (x / 255 - mean) / std
 * in single precision. A box of another size than the view is resized by antialiased bilinear interpolation. Keeps work space, so it is meant to
 * be one per thread; it is not thread-safe.
 */
public final class ViewRenderer {
    private static final int BYTE_VALUES = 256;

    private final int pictureSide;
    private final int side;
    private final int channels;
    /** Per channel the normalised value of each byte. */
    private final float[][] normalised;

    private final float[] row;
    private final Resizer resizer = new Resizer();

    @FunctionalInterface
    private interface RowTarget {
        void put(int offset, float[] row, int length);
    }

    /** @param preprocessing sizes, channels and normalisation */
    public ViewRenderer(Preprocessing preprocessing) {
        pictureSide = preprocessing.resize();
        side = preprocessing.crop();
        channels = preprocessing.channels();
        row = new float[side];
        normalised = new float[channels][BYTE_VALUES];
        for (int channel = 0; channel < channels; channel++) {
            float mean = preprocessing.mean().get(channel).floatValue();
            float std = preprocessing.std().get(channel).floatValue();
            for (int value = 0; value < BYTE_VALUES; value++) {
                normalised[channel][value] = (value / 255f - mean) / std;
            }
        }
    }

    /**
     * Writes one view into an array.
     *
     * @param picture resize * resize * channels bytes, as {@link PixelCache#read} gives them
     * @param box the part to show
     * @param target receives channels * crop * crop floats
     * @param offset where in {@code target} the view starts
     */
    public void render(byte[] picture, CropBox box, float[] target, int offset) {
        render(picture, box, offset, (at, values, length) -> System.arraycopy(values, 0, target, at, length));
    }

    /**
     * Writes one view into a buffer, by absolute position: several threads may fill different places of one buffer.
     *
     * @param picture resize * resize * channels bytes, as {@link PixelCache#read} gives them
     * @param box the part to show
     * @param target receives channels * crop * crop floats; its position does not move
     * @param offset where in {@code target} the view starts
     */
    public void render(byte[] picture, CropBox box, FloatBuffer target, int offset) {
        render(picture, box, offset, (at, values, length) -> target.put(at, values, 0, length));
    }

    private void check(byte[] picture) {
        if (picture.length != pictureSide * pictureSide * channels) {
            throw new IllegalArgumentException(picture.length + " bytes are no picture of " + pictureSide + " x "
                    + pictureSide + " x " + channels);
        }
    }

    private void render(byte[] picture, CropBox box, int offset, RowTarget target) {
        check(picture);
        resizer.resizeLines(picture, pictureSide, channels, box, side, side, Resampling.BILINEAR, (y, values) -> {
            for (int channel = 0; channel < channels; channel++) {
                normalise(values, channel * side, normalised[channel], box.flip());
                target.put(offset + (channel * side + y) * side, row, side);
            }
        });
    }

    private void normalise(int[] values, int from, float[] table, boolean flip) {
        if (flip) {
            for (int column = 0, at = from + side - 1; column < side; column++, at--) {
                row[column] = table[values[at]];
            }
        } else {
            for (int column = 0, at = from; column < side; column++, at++) {
                row[column] = table[values[at]];
            }
        }
    }
}
