package io.github.biwaa.image.decode;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.function.Consumer;

/**
 * The samples of a decoded picture as they were stored. {@code BufferedImage.getRGB} is never used: it takes grey for linear and changes its
 * values.
 */
final class StoredSamples {
    /** 16 bits per index. */
    private static final int LARGEST_PALETTE = 1 << 16;

    private StoredSamples() {}

    /** Palettes are looked up; one or two bands are grey (and alpha), three or four red, green, blue (and alpha). */
    static PixelImage of(BufferedImage image, Background background) throws UnreadablePictureException {
        PixelImage stored = of(image);
        ColorModel colours = image.getColorModel();
        if (!background.applies() || !colours.hasAlpha()) {
            return stored;
        }
        byte[] alpha = colours instanceof IndexColorModel palette
                ? lookedUp(image.getRaster(), palette::getAlphas)
                : band(image.getRaster(), image.getRaster().getNumBands() - 1);
        PixelImage colour = stored.toRgb();
        background.under(colour.samples(), alpha);
        return colour;
    }

    /** The same without alpha, whatever lies under transparent pixels. */
    static PixelImage of(BufferedImage image) throws UnreadablePictureException {
        Raster raster = image.getRaster();
        ColorModel colours = image.getColorModel();
        if (colours instanceof IndexColorModel palette) {
            byte[] samples = interleaved(
                    lookedUp(raster, palette::getReds),
                    lookedUp(raster, palette::getGreens),
                    lookedUp(raster, palette::getBlues));
            return new PixelImage(raster.getWidth(), raster.getHeight(), 3, samples);
        }
        int bands = raster.getNumBands();
        if (bands > 4) {
            throw new UnreadablePictureException("pictures of " + bands + " channels have no known colours");
        }
        return of(raster, bands <= 2 ? 1 : 3);
    }

    /** Cyan, magenta, yellow and black as red, green, blue, by Pillow's formula. */
    static PixelImage ofInks(Raster raster) throws UnreadablePictureException {
        if (raster.getNumBands() < 4) {
            throw new UnreadablePictureException(
                    "the CMYK picture was decoded to " + raster.getNumBands() + " channels");
        }
        byte[] stored = interleaved(raster, 4);
        byte[] colour = new byte[stored.length / 4 * 3];
        for (int from = 0, to = 0; from < stored.length; from += 4, to += 3) {
            int paper = 255 - (stored[from + 3] & 0xFF);
            for (int channel = 0; channel < 3; channel++) {
                colour[to + channel] = JpegPixels.ink(stored[from + channel] & 0xFF, paper);
            }
        }
        return new PixelImage(raster.getWidth(), raster.getHeight(), 3, colour);
    }

    /** The first channels of a raster, 1, 3 or 4, scaled to 0-255, interleaved. */
    static byte[] interleaved(Raster raster, int channels) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
        if (raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && raster.getDataBuffer() instanceof DataBufferByte buffer
                && buffer.getNumBanks() == 1) {
            copyBytes(raster, model, buffer, channels, samples);
        } else {
            copyAny(raster, channels, samples);
        }
        return samples;
    }

    private static PixelImage of(Raster raster, int channels) {
        return new PixelImage(raster.getWidth(), raster.getHeight(), channels, interleaved(raster, channels));
    }

    private static void copyBytes(
            Raster raster, PixelInterleavedSampleModel model, DataBufferByte buffer, int channels, byte[] samples) {
        byte[] data = buffer.getData();
        int[] bandOffsets = model.getBandOffsets();
        int stride = model.getPixelStride();
        int width = raster.getWidth();
        int at = 0;
        for (int row = 0; row < raster.getHeight(); row++) {
            int from = buffer.getOffset()
                    + (row + raster.getMinY() - raster.getSampleModelTranslateY()) * model.getScanlineStride()
                    + (raster.getMinX() - raster.getSampleModelTranslateX()) * stride;
            for (int column = 0; column < width; column++, from += stride) {
                for (int channel = 0; channel < channels; channel++) {
                    samples[at++] = data[from + bandOffsets[channel]];
                }
            }
        }
    }

    private static void copyAny(Raster raster, int channels, byte[] samples) {
        for (int channel = 0; channel < channels; channel++) {
            copyBand(raster, channel, samples, channel, channels);
        }
    }

    private static byte[] band(Raster raster, int band) {
        byte[] samples = new byte[Math.multiplyExact(raster.getWidth(), raster.getHeight())];
        copyBand(raster, band, samples, 0, 1);
        return samples;
    }

    private static void copyBand(Raster raster, int band, byte[] samples, int first, int stride) {
        int width = raster.getWidth();
        int[] line = new int[width];
        int bits = raster.getSampleModel().getSampleSize(band);
        int at = first;
        for (int row = 0; row < raster.getHeight(); row++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + row, width, 1, band, line);
            for (int column = 0; column < width; column++, at += stride) {
                samples[at] = (byte) toEightBits(line[column], bits);
            }
        }
    }

    private static int toEightBits(int value, int bits) {
        if (bits == 8) {
            return value;
        }
        return bits > 8 ? value >>> (bits - 8) : value * 255 / ((1 << bits) - 1);
    }

    /** One value per pixel: what a palette has for it. */
    private static byte[] lookedUp(Raster raster, Consumer<byte[]> palette) {
        byte[] values = new byte[LARGEST_PALETTE];
        palette.accept(values);
        int width = raster.getWidth();
        byte[] samples = new byte[Math.multiplyExact(width, raster.getHeight())];
        int[] line = new int[width];
        int at = 0;
        for (int row = 0; row < raster.getHeight(); row++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + row, width, 1, 0, line);
            for (int index : line) {
                samples[at++] = values[index];
            }
        }
        return samples;
    }

    private static byte[] interleaved(byte[] red, byte[] green, byte[] blue) {
        byte[] samples = new byte[Math.multiplyExact(red.length, 3)];
        for (int pixel = 0, at = 0; pixel < red.length; pixel++) {
            samples[at++] = red[pixel];
            samples[at++] = green[pixel];
            samples[at++] = blue[pixel];
        }
        return samples;
    }
}
