package io.github.biwaa.image;

import java.nio.FloatBuffer;

/**
 * Cuts views out of cached pictures and writes them as a network reads them: floats, each (x / 255 - mean) / std in single precision. A box of
 * another size than the view is resized by antialiased bilinear interpolation. Keeps work space, so it is meant to be one per thread; it is not
 * thread-safe.
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

    /** @param preprocessing sizes, channels and normalisation */
    public ViewRenderer(Preprocessing preprocessing) {
        pictureSide = preprocessing.resize();
        side = preprocessing.crop();
        channels = preprocessing.channels();
        row = new float[side * channels];
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
     * Writes one view into an array, channel by channel, row by row.
     *
     * @param picture resize * resize * channels bytes, as the cache of pixels gives them
     * @param box the part to show
     * @param target receives channels * crop * crop floats
     * @param offset where in {@code target} the view starts
     */
    public void render(byte[] picture, CropBox box, float[] target, int offset) {
        lines(picture, box, (y, values) -> {
            for (int channel = 0; channel < channels; channel++) {
                normalise(values, channel, box.flip(), target, offset + (channel * side + y) * side, 1);
            }
        });
    }

    /**
     * Writes one view into a buffer, row by row, pixel by pixel, the channels of a pixel side by side: the order that convolutions like best. It writes
     * by absolute position: several threads may fill different places of one buffer.
     *
     * @param picture resize * resize * channels bytes, as the cache of pixels gives them
     * @param box the part to show
     * @param target receives crop * crop * channels floats; its position does not move
     * @param offset where in {@code target} the view starts
     */
    public void renderChannelsLast(byte[] picture, CropBox box, FloatBuffer target, int offset) {
        lines(picture, box, (y, values) -> {
            for (int channel = 0; channel < channels; channel++) {
                normalise(values, channel, box.flip(), row, channel, channels);
            }
            target.put(offset + y * row.length, row, 0, row.length);
        });
    }

    private void lines(byte[] picture, CropBox box, Resizer.LineReceiver receiver) {
        check(picture);
        resizer.resizeLines(picture, pictureSide, channels, box, side, side, Resampling.BILINEAR, receiver);
    }

    private void check(byte[] picture) {
        if (picture.length != pictureSide * pictureSide * channels) {
            throw new IllegalArgumentException(picture.length + " bytes are no picture of " + pictureSide + " x "
                    + pictureSide + " x " + channels);
        }
    }

    /** @param step from a pixel to the one on its right */
    private void normalise(int[] values, int channel, boolean flip, float[] target, int offset, int step) {
        float[] table = normalised[channel];
        int from = channel * side;
        int to = flip ? offset + (side - 1) * step : offset;
        int onward = flip ? -step : step;
        for (int at = from; at < from + side; at++, to += onward) {
            target[to] = table[values[at]];
        }
    }
}
