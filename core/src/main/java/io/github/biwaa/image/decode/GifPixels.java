package io.github.biwaa.image.decode;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;

/** Decodes the first frame of a GIF file onto the screen that the file declares. */
final class GifPixels {
    private GifPixels() {}

    static PixelImage decode(GifStructure structure, Background behind) throws UnreadablePictureException {
        BufferedImage image = PictureReading.read(structure.picture());
        PixelImage frame = StoredSamples.of(image, behind);
        int width = (int) structure.picture().width();
        int height = (int) structure.picture().height();
        if (frame.width() == width && frame.height() == height) {
            return frame;
        }
        if (structure.left() + frame.width() > width || structure.top() + frame.height() > height) {
            throw new UnreadablePictureException("the GIF frame lies outside its screen");
        }
        int background = image.getColorModel() instanceof IndexColorModel palette
                        && structure.background() < palette.getMapSize()
                ? palette.getRGB(structure.background())
                : 0;
        if (behind.applies() && background >>> 24 == 0) {
            background = behind.rgb();
        }
        byte[] screen = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        for (int at = 0; at < screen.length; at += 3) {
            screen[at] = (byte) (background >> 16);
            screen[at + 1] = (byte) (background >> 8);
            screen[at + 2] = (byte) background;
        }
        byte[] frameSamples = frame.toRgb().samples();
        for (int row = 0; row < frame.height(); row++) {
            int to = ((structure.top() + row) * width + structure.left()) * 3;
            System.arraycopy(frameSamples, row * frame.width() * 3, screen, to, frame.width() * 3);
        }
        return new PixelImage(width, height, 3, screen);
    }
}
