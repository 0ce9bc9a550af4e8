package io.github.biwaa.report;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.image.Resampling;
import io.github.biwaa.image.Resizer;
import io.github.biwaa.image.decode.Background;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Small copies of pictures, as text that a page can hold. Each is made once, however many trainings show it. */
final class Thumbnails {
    private static final float QUALITY = 0.72f;

    private final Map<Key, Optional<String>> made = new HashMap<>();
    private final ImageDecoder decoder = new ImageDecoder(Background.WHITE);
    private final Consumer<String> messages;

    private record Key(Path file, boolean upright, int side) {}

    /** @param messages receives what cannot be read, and why */
    Thumbnails(Consumer<String> messages) {
        this.messages = messages;
    }

    /**
     * @param upright whether the picture is turned by its EXIF orientation
     * @param side the longer side, in pixels
     * @return a JPEG as a data URI; empty if the file cannot be read
     */
    Optional<String> of(Path file, boolean upright, int side) {
        return made.computeIfAbsent(new Key(file, upright, side), key -> {
            try {
                return Optional.of(dataUri(decoder.decode(file, upright), side));
            } catch (BiwaaException e) {
                messages.accept(e.getMessage());
                return Optional.empty();
            }
        });
    }

    private static String dataUri(PixelImage picture, int side) {
        double scale = Math.min(1, side / (double) Math.max(picture.width(), picture.height()));
        int width = Math.max(1, (int) Math.round(picture.width() * scale));
        int height = Math.max(1, (int) Math.round(picture.height() * scale));
        PixelImage small = scale < 1
                ? new Resizer().resize(picture.withChannels(3), width, height, Resampling.BICUBIC)
                : picture.withChannels(3);
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg(small));
    }

    private static byte[] jpeg(PixelImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture.toBufferedImage(), null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
