package io.github.biwaa.report;

import io.github.biwaa.image.PixelImage;
import io.github.biwaa.image.Resampling;
import io.github.biwaa.image.Resizer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A small copy of a picture, as text that a page can hold. */
final class Thumbnail {
    /** The longer side, in pixels. */
    private static final int SIDE = 88;

    private static final float QUALITY = 0.72f;

    private Thumbnail() {}

    /** @return a JPEG as a data URI */
    static String dataUri(PixelImage picture) {
        double scale = Math.min(1, SIDE / (double) Math.max(picture.width(), picture.height()));
        int width = Math.max(1, (int) Math.round(picture.width() * scale));
        int height = Math.max(1, (int) Math.round(picture.height() * scale));
        PixelImage small = scale < 1
                ? new Resizer().resize(picture.withChannels(3), width, height, Resampling.BICUBIC)
                : picture.withChannels(3);
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg(small.toBufferedImage()));
    }

    private static byte[] jpeg(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
