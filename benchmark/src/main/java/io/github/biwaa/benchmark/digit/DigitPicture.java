package io.github.biwaa.benchmark.digit;

import java.awt.image.BufferedImage;

/**
 * The pixels of a digit.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb one number 0xRRGGBB per pixel, row by row
 * @param grey whether red, green and blue are the same everywhere
 */
public record DigitPicture(int width, int height, int[] rgb, boolean grey) {

    /** @param values one byte per pixel, row by row */
    static DigitPicture grey(int width, int height, byte[] values) {
        int[] rgb = new int[values.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (values[i] & 0xff) * 0x010101;
        }
        return new DigitPicture(width, height, rgb, true);
    }

    /** @return the picture as ImageIO writes it */
    public BufferedImage image() {
        BufferedImage image =
                new BufferedImage(width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value = rgb[y * width + x];
                if (grey) {
                    // Past the colour space, whose gamma would change the value.
                    image.getRaster().setSample(x, y, 0, value & 0xff);
                } else {
                    image.setRGB(x, y, value);
                }
            }
        }
        return image;
    }
}
