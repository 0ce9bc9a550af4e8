package io.github.biwaa.image;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.image.decode.PixelImage;

/**
 * Resizes pictures to the very bytes that Pillow's {@code resize} gives: first along the rows, rounded to bytes, then along the columns, with
 * antialiasing where the picture becomes smaller (golden README A6). Keeps its work space and coefficients from call to call, so it is meant to
 * be one per thread; it is not thread-safe.
 */
public final class Resizer {
    /** 256 MiB of work space: only a picture of extreme length and narrowness asks for more. */
    private static final long LARGEST_RING = 1L << 26;

    static final String TOO_NARROW = "the picture is too long and narrow to be resized; cut it to a usual shape";

    /** Takes one finished line: the first channel's values from left to right, then the second's, then the third's. */
    @FunctionalInterface
    interface LineReceiver {
        void line(int row, int[] values);
    }

    private final KeptCoefficients coefficients = new KeptCoefficients();
    private int[][] ring = new int[0][];
    private int[] line = new int[0];

    /**
     * A whole picture in another size; the ratio of width to height is not kept.
     *
     * @param image the picture
     * @param width wanted width, at least 1
     * @param height wanted height, at least 1
     * @param resampling the filter
     * @return a new picture, or the given one where it has the wanted size already
     * @throws BiwaaException if one side is millions of pixels long
     */
    public PixelImage resize(PixelImage image, int width, int height, Resampling resampling) {
        if (image.width() == width && image.height() == height) {
            return image;
        }
        byte[] target = new byte[Math.multiplyExact(Math.multiplyExact(width, height), image.channels())];
        CropBox whole = CropBox.whole(image.width(), image.height());
        resizeRegion(image.samples(), image.width(), image.channels(), whole, width, height, resampling, target);
        return new PixelImage(width, height, image.channels(), target);
    }

    /**
     * Cuts a part out of a picture and resizes it, as if the pixels around it did not exist.
     *
     * @param source the picture's samples, height x width x channels
     * @param sourceWidth the picture's width
     * @param channels the picture's channels
     * @param box the part; mirrored after resizing if it says so
     * @param outWidth wanted width
     * @param outHeight wanted height
     * @param resampling the filter
     * @param target receives outHeight x outWidth x channels bytes from its start
     */
    public void resizeRegion(
            byte[] source,
            int sourceWidth,
            int channels,
            CropBox box,
            int outWidth,
            int outHeight,
            Resampling resampling,
            byte[] target) {
        resizeLines(source, sourceWidth, channels, box, outWidth, outHeight, resampling, (row, values) -> {
            int at = row * outWidth * channels;
            for (int column = 0; column < outWidth; column++) {
                int from = box.flip() ? outWidth - 1 - column : column;
                for (int channel = 0; channel < channels; channel++) {
                    target[at++] = (byte) values[channel * outWidth + from];
                }
            }
        });
    }

    /** As {@link #resizeRegion}, handing on line after line, not mirrored. The array handed on is reused for the next line. */
    void resizeLines(
            byte[] source,
            int sourceWidth,
            int channels,
            CropBox box,
            int outWidth,
            int outHeight,
            Resampling resampling,
            LineReceiver receiver) {
        box.checkWithin(sourceWidth, source.length / (sourceWidth * channels));
        ResamplingCoefficients across = coefficients.get(box.width(), outWidth, resampling);
        ResamplingCoefficients down = coefficients.get(box.height(), outHeight, resampling);
        int lineLength = outWidth * channels;
        reserve(down.maxTaps, lineLength);
        boolean heightKept = box.height() == outHeight;
        int done = 0;
        for (int row = 0; row < outHeight; row++) {
            int first = down.first[row];
            int taps = down.taps[row];
            // Lines are resized along the row only when the first output line asks for them; the ring holds as many as
            // one output line needs.
            for (done = Math.max(done, first); done < first + taps; done++) {
                int from = ((box.top() + done) * sourceWidth + box.left()) * channels;
                int[] resized = ring[done % down.maxTaps];
                if (box.width() == outWidth) {
                    ResizedLine.separate(source, from, outWidth, channels, resized);
                } else {
                    ResizedLine.resize(source, from, channels, across, resized);
                }
            }
            if (heightKept) {
                receiver.line(row, ring[row % down.maxTaps]);
            } else {
                ResizedLine.blend(ring, down, row, line, lineLength);
                receiver.line(row, line);
            }
        }
    }

    private void reserve(int lines, int lineLength) {
        if ((long) lines * lineLength > LARGEST_RING) {
            throw new BiwaaException(TOO_NARROW);
        }
        if (ring.length < lines || ring[0].length < lineLength) {
            ring = new int[lines][lineLength];
        }
        if (line.length < lineLength) {
            line = new int[lineLength];
        }
    }
}
