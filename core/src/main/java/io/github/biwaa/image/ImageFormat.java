package io.github.biwaa.image;

import java.util.Optional;

/** The kinds of picture files read here, told apart by their first bytes, never by their names. */
enum ImageFormat {
    JPEG("jpeg"),
    PNG("png"),
    BMP("bmp"),
    GIF("gif"),
    WEBP("webp");

    /** What ImageIO calls the format. */
    final String imageIoName;

    ImageFormat(String imageIoName) {
        this.imageIoName = imageIoName;
    }

    static Optional<ImageFormat> of(byte[] file) {
        ByteReader start = new ByteReader(file, false);
        if (start.hasText(0, "\u00FF\u00D8\u00FF")) {
            return Optional.of(JPEG);
        }
        if (start.hasText(0, "\u0089PNG\r\n\u001A\n")) {
            return Optional.of(PNG);
        }
        if (start.hasText(0, "GIF87a") || start.hasText(0, "GIF89a")) {
            return Optional.of(GIF);
        }
        if (start.hasText(0, "RIFF") && start.hasText(8, "WEBP")) {
            return Optional.of(WEBP);
        }
        if (start.hasText(0, "BM") && file.length > 26) {
            return Optional.of(BMP);
        }
        return Optional.empty();
    }
}
