package io.github.biwaa.image.decode;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the transparent pixels of a picture are laid on.
 *
 * @param colour {@code #rrggbb}, or {@code none} to take every pixel as it is stored, whatever its transparency
 */
public record Background(String colour) {
    // Before the constants, whose constructor uses it.
    private static final Pattern HEX = Pattern.compile("#[0-9a-f]{6}");

    /** Transparency is ignored, as by Pillow's {@code convert('RGB')}: what lies under transparent pixels is seen. */
    public static final Background NONE = new Background("none");
    /** As most programs show pictures. */
    public static final Background WHITE = new Background("#ffffff");

    /**
     * Takes the names white and black too.
     *
     * @throws IllegalArgumentException if the colour is none
     */
    public Background {
        colour = switch (colour.toLowerCase(Locale.ROOT)) {
            case "white" -> "#ffffff";
            case "black" -> "#000000";
            default -> colour.toLowerCase(Locale.ROOT);
        };
        if (!colour.equals("none") && !HEX.matcher(colour).matches()) {
            throw new IllegalArgumentException(colour);
        }
    }

    /** @return whether transparency counts */
    boolean applies() {
        return !colour.equals("none");
    }

    /** @return 0xrrggbb */
    int rgb() {
        return Integer.parseInt(colour.substring(1), 16);
    }

    /**
     * Lays samples on the background, in place, rounded as Pillow's {@code paste} with a mask does.
     *
     * @param samples red, green, blue of every pixel
     * @param alpha of every pixel, 0 for the background alone, 255 for the picture alone
     */
    void under(byte[] samples, byte[] alpha) {
        int[] behind = {rgb() >> 16, rgb() >> 8 & 0xFF, rgb() & 0xFF};
        for (int pixel = 0, at = 0; pixel < alpha.length; pixel++, at += 3) {
            int opaque = alpha[pixel] & 0xFF;
            if (opaque < 255) {
                for (int channel = 0; channel < 3; channel++) {
                    int sum = (samples[at + channel] & 0xFF) * opaque + behind[channel] * (255 - opaque) + 128;
                    samples[at + channel] = (byte) (sum + (sum >> 8) >> 8);
                }
            }
        }
    }
}
