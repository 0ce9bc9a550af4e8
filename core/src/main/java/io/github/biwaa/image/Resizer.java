package io.github.biwaa.image;

import io.github.biwaa.BiwaaException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Resizes pictures to the very bytes that Pillow's {@code resize} gives: first along the rows, rounded to bytes, then along the columns, with
 * antialiasing where the picture becomes smaller (golden README A6). Keeps its work space and coefficients from call to call, so it is meant to
 * be one per thread; it is not thread-safe.
 */
public final class Resizer {
    private static final int FRACTION_BITS = ResamplingCoefficients.FRACTION_BITS;
    private static final int ONE_HALF = ResamplingCoefficients.ONE_HALF;
    /** Enough for every crop width and height of a 256 x 256 picture at once. */
    private static final int KEPT_COEFFICIENTS = 512;
    /** Those of large photographs are made anew each time: next to decoding one that is nothing. */
    private static final int LARGEST_KEPT = 8192;
    /** 256 MiB of work space: only a picture of extreme length and narrowness asks for more. */
    private static final long LARGEST_RING = 1L << 26;

    static final String TOO_NARROW = "the picture is too long and narrow to be resized; cut it to a usual shape";

    /** Takes one finished line: the first channel's values from left to right, then the second's, then the third's. */
    @FunctionalInterface
    interface LineReceiver {
        void line(int row, int[] values);
    }

    private record Sizes(int inSize, int outSize, Resampling resampling) {}

    private final Map<Sizes, ResamplingCoefficients> kept = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sizes, ResamplingCoefficients> eldest) {
            return size() > KEPT_COEFFICIENTS;
        }
    };
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
        ResamplingCoefficients across = coefficients(box.width(), outWidth, resampling);
        ResamplingCoefficients down = coefficients(box.height(), outHeight, resampling);
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
                    separateChannels(source, from, outWidth, channels, resized);
                } else if (channels == 3) {
                    resizeColourLine(source, from, across, resized);
                } else {
                    resizeGreyLine(source, from, across, resized);
                }
            }
            if (heightKept) {
                receiver.line(row, ring[row % down.maxTaps]);
            } else {
                combineLines(down, row, lineLength);
                receiver.line(row, line);
            }
        }
    }

    private ResamplingCoefficients coefficients(int inSize, int outSize, Resampling resampling) {
        Sizes sizes = new Sizes(inSize, outSize, resampling);
        ResamplingCoefficients coefficients = kept.get(sizes);
        if (coefficients == null) {
            coefficients = new ResamplingCoefficients(inSize, outSize, resampling);
            if (coefficients.weights.length <= LARGEST_KEPT) {
                kept.put(sizes, coefficients);
            }
        }
        return coefficients;
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

    private static void separateChannels(byte[] source, int from, int width, int channels, int[] target) {
        if (channels == 1) {
            for (int column = 0; column < width; column++) {
                target[column] = source[from + column] & 0xFF;
            }
            return;
        }
        for (int column = 0, at = from; column < width; column++, at += 3) {
            target[column] = source[at] & 0xFF;
            target[width + column] = source[at + 1] & 0xFF;
            target[2 * width + column] = source[at + 2] & 0xFF;
        }
    }

    private static void resizeColourLine(byte[] source, int from, ResamplingCoefficients across, int[] target) {
        int width = across.outSize;
        int[] weights = across.weights;
        for (int column = 0; column < width; column++) {
            int at = from + across.first[column] * 3;
            int weightAt = column * across.maxTaps;
            int taps = across.taps[column];
            int red = ONE_HALF;
            int green = ONE_HALF;
            int blue = ONE_HALF;
            if (taps == 2) {
                // Nearly all pixels of an enlarged crop: worth its own lines.
                int weight0 = weights[weightAt];
                int weight1 = weights[weightAt + 1];
                red += weight0 * (source[at] & 0xFF) + weight1 * (source[at + 3] & 0xFF);
                green += weight0 * (source[at + 1] & 0xFF) + weight1 * (source[at + 4] & 0xFF);
                blue += weight0 * (source[at + 2] & 0xFF) + weight1 * (source[at + 5] & 0xFF);
            } else {
                for (int weightEnd = weightAt + taps; weightAt < weightEnd; weightAt++, at += 3) {
                    int weight = weights[weightAt];
                    red += weight * (source[at] & 0xFF);
                    green += weight * (source[at + 1] & 0xFF);
                    blue += weight * (source[at + 2] & 0xFF);
                }
            }
            target[column] = toByteRange(red);
            target[width + column] = toByteRange(green);
            target[2 * width + column] = toByteRange(blue);
        }
    }

    private static void resizeGreyLine(byte[] source, int from, ResamplingCoefficients across, int[] target) {
        for (int column = 0; column < across.outSize; column++) {
            int at = from + across.first[column];
            int weightAt = column * across.maxTaps;
            int weightEnd = weightAt + across.taps[column];
            int sum = ONE_HALF;
            for (; weightAt < weightEnd; weightAt++, at++) {
                sum += across.weights[weightAt] * (source[at] & 0xFF);
            }
            target[column] = toByteRange(sum);
        }
    }

    /** The loops run over whole lines of ints so that the compiler can use vector instructions. */
    private void combineLines(ResamplingCoefficients down, int row, int length) {
        int first = down.first[row];
        int taps = down.taps[row];
        int weightAt = row * down.maxTaps;
        int[] out = line;
        int[] line0 = ring[first % down.maxTaps];
        int weight0 = down.weights[weightAt];
        if (taps == 1) {
            scale(out, length, line0, weight0);
            return;
        }
        addTwo(out, length, line0, weight0, ring[(first + 1) % down.maxTaps], down.weights[weightAt + 1]);
        for (int tap = 2; tap < taps; tap++) {
            add(out, length, ring[(first + tap) % down.maxTaps], down.weights[weightAt + tap]);
        }
        finish(out, length);
    }

    private static void scale(int[] out, int length, int[] values, int weight) {
        for (int at = 0; at < length; at++) {
            out[at] = Math.max(0, Math.min(255, (weight * values[at] + ONE_HALF) >> FRACTION_BITS));
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

    private static void finish(int[] out, int length) {
        for (int at = 0; at < length; at++) {
            out[at] = Math.max(0, Math.min(255, out[at] >> FRACTION_BITS));
        }
    }

    private static int toByteRange(int fixedPoint) {
        return Math.max(0, Math.min(255, fixedPoint >> FRACTION_BITS));
    }
}
