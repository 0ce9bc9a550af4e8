package io.github.biwaa.report.chart;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture as a PNG file.
 *
 * @param width pixels across
 * @param height pixels down
 * @param bytes the file
 */
public record Png(int width, int height, byte[] bytes) {

    /** Encodes a picture. */
    public static Png of(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // In memory, without ImageIO's file cache, which would need a folder for temporary files.
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Png(image.getWidth(), image.getHeight(), bytes.toByteArray());
    }
}
