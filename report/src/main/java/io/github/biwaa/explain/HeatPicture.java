package io.github.biwaa.explain;

import java.awt.image.BufferedImage;

/** A picture with its heat laid over it. */
final class HeatPicture {
    /** Dark to bright, as the eye orders them; the ends and five places between of matplotlib's inferno (CC0). */
    private static final int[] RAMP = {0x000004, 0x320A5E, 0x781C6D, 0xBC3754, 0xED6925, 0xFBB61A, 0xFCFFA4};

    private static final double COVER = 0.62;
    private static final double[] LUMA = {0.299, 0.587, 0.114};

    private HeatPicture() {}

    /**
     * Draws the heat over a grey copy; the hottest place is the brightest, whatever its value.
     *
     * @param picture what the network saw
     * @param heat brought to the picture's size
     * @return as large as the picture
     */
    public static BufferedImage draw(BufferedImage picture, HeatMap heat) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        float[] values = heat.resized(width, height).values();
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double share = largest > 0 ? values[y * width + x] / largest : 0;
                drawn.setRGB(x, y, blend(grey(picture.getRGB(x, y)), colour(share)));
            }
        }
        return drawn;
    }

    private static int grey(int rgb) {
        int value = (int) Math.round(LUMA[0] * (rgb >> 16 & 255) + LUMA[1] * (rgb >> 8 & 255) + LUMA[2] * (rgb & 255));
        return value * 0x010101;
    }

    private static int colour(double share) {
        double place = Math.max(0, Math.min(1, share)) * (RAMP.length - 1);
        int from = Math.min((int) place, RAMP.length - 2);
        return mix(RAMP[from], RAMP[from + 1], place - from);
    }

    private static int blend(int grey, int colour) {
        return mix(grey, colour, COVER);
    }

    private static int mix(int one, int other, double share) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            double value = (one >> shift & 255) * (1 - share) + (other >> shift & 255) * share;
            mixed |= (int) Math.round(value) << shift;
        }
        return mixed;
    }
}
