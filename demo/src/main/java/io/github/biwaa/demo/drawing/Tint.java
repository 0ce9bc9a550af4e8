package io.github.biwaa.demo.drawing;

import java.awt.Color;

/** Colours by luminance, so that contrast between object and ground can be asked for. */
final class Tint {

    private Tint() {}

    /**
     * A colour.
     *
     * @param hue 0-1 around the colour wheel
     * @param saturation 0 (grey) - 1
     * @param luminance 0 (black) - 1 (white), kept but where a channel would leave its range
     */
    static Color of(double hue, double saturation, double luminance) {
        Color pure = Color.getHSBColor((float) hue, 1f, 1f);
        double own = luminance(pure);
        return new Color(
                channel(luminance + saturation * (pure.getRed() / 255.0 - own)),
                channel(luminance + saturation * (pure.getGreen() / 255.0 - own)),
                channel(luminance + saturation * (pure.getBlue() / 255.0 - own)));
    }

    /** The same colour, partly transparent. */
    static Color veil(Color colour, double opacity) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), channel(opacity));
    }

    private static double luminance(Color colour) {
        return (0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue()) / 255;
    }

    /** A share of full intensity as a byte. */
    static int channel(double share) {
        return (int) Math.round(255 * Math.max(0, Math.min(1, share)));
    }
}
