package io.github.biwaa.image.decode;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/**
 * A picture as plain bytes: rows from the top, pixels from the left, the channels of a pixel side by side (height x width x channels). The array
 * is not copied; whoever makes a picture leaves its array alone afterwards. Two pictures are equal only if they share the array.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param samples height * width * channels values 0-255, unsigned
 */
public record PixelImage(int width, int height, int channels, byte[] samples) {

    /** Checks that the sizes fit the array. */
    public PixelImage {
        if (width < 1 || height < 1 || (channels != 1 && channels != 3)) {
            throw new IllegalArgumentException("a picture cannot be " + width + " x " + height + " x " + channels);
        }
        if ((long) width * height * channels != samples.length) {
            throw new IllegalArgumentException(
                    samples.length + " samples are not " + width + " x " + height + " x " + channels);
        }
    }

    /** {@link #of(BufferedImage, Background)} without one: transparency is ignored. */
    public static PixelImage of(BufferedImage picture) {
        return of(picture, Background.NONE);
    }

    /**
     * The samples of a picture in memory as they are stored: palettes are looked up, grey stays grey, colour profiles are ignored.
     *
     * @param picture of at most four channels
     * @param background what its transparent pixels are laid on
     * @throws IllegalArgumentException if it has more
     */
    public static PixelImage of(BufferedImage picture, Background background) {
        try {
            return StoredSamples.of(picture, background);
        } catch (UnreadablePictureException exception) {
            throw new IllegalArgumentException(exception.getMessage(), exception);
        }
    }

    /**
     * The same picture with another number of channels: grey is replicated, colour becomes grey as in {@link #toGrey}.
     *
     * @param wanted 1 or 3
     */
    public PixelImage withChannels(int wanted) {
        return wanted == 1 ? toGrey() : toRgb();
    }

    /** The same picture with three channels, grey values replicated. */
    public PixelImage toRgb() {
        if (channels == 3) {
            return this;
        }
        byte[] colour = new byte[Math.multiplyExact(samples.length, 3)];
        for (int pixel = 0, at = 0; pixel < samples.length; pixel++) {
            byte value = samples[pixel];
            colour[at++] = value;
            colour[at++] = value;
            colour[at++] = value;
        }
        return new PixelImage(width, height, 3, colour);
    }

    /**
     * The same picture with one channel, as Pillow's {@code convert('L')}: (19595 R + 38470 G + 7471 B + 32768) / 65536. The weights sum to 65536,
     * so pixels that are grey already keep their values.
     */
    public PixelImage toGrey() {
        if (channels == 1) {
            return this;
        }
        byte[] grey = new byte[samples.length / 3];
        for (int pixel = 0, at = 0; pixel < grey.length; pixel++, at += 3) {
            int red = samples[at] & 0xFF;
            int green = samples[at + 1] & 0xFF;
            int blue = samples[at + 2] & 0xFF;
            grey[pixel] = (byte) ((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16);
        }
        return new PixelImage(width, height, 1, grey);
    }

    /** A copy for Java2D, three channels (grey replicated, so that no grey colour space can change the values). */
    public BufferedImage toBufferedImage() {
        byte[] colour = toRgb().samples;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        byte[] target = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int at = 0; at < colour.length; at += 3) {
            target[at] = colour[at + 2];
            target[at + 1] = colour[at + 1];
            target[at + 2] = colour[at];
        }
        return image;
    }
}
