package io.github.biwaa.image.decode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of picture files, and of others that people keep among them. Pictures are decoded by what their first bytes say; what their names end in only decides which files are looked at. */
public enum ImageFormat {
    JPEG(true, "jpg", "jpeg", "jpe", "jfif"),
    PNG(true, "png"),
    BMP(true, "bmp"),
    GIF(true, "gif"),
    WEBP(true, "webp"),
    TIFF(true, "tif", "tiff"),
    ICO(true, "ico"),
    /** What iPhones write. */
    HEIC(false, "heic", "heif", "hif"),
    AVIF(false, "avif"),
    JPEG_XL(false, "jxl"),
    /** What cameras store before they make a picture of it. */
    RAW(false, "dng", "cr2", "cr3", "nef", "arw", "orf", "rw2", "raf", "pef", "srw"),
    PHOTOSHOP(false, "psd", "psb"),
    SVG(false, "svg"),
    VIDEO(false, "mp4", "mov", "m4v", "avi", "mkv", "webm", "3gp");

    private static final int SIGNATURE = 32;
    private static final Map<String, ImageFormat> BY_EXTENSION = Arrays.stream(values())
            .flatMap(format -> format.extensions.stream().map(extension -> Map.entry(extension, format)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final boolean readable;
    private final List<String> extensions;

    ImageFormat(boolean readable, String... extensions) {
        this.readable = readable;
        this.extensions = List.of(extensions);
    }

    /** @return whether pictures of this kind can be decoded */
    public boolean readable() {
        return readable;
    }

    /** @return what names of such files end in, in lower case and without the dot */
    public List<String> extensions() {
        return extensions;
    }

    /** @return how to make pictures that can be read out of those of this kind; a sentence */
    public String conversion() {
        if (this == VIDEO) {
            return "Take pictures out of them, for example one a second by \"ffmpeg -i clip.mp4 -r 1 clip-%04d.jpg\".";
        }
        String example = "*." + extensions.get(0);
        return "Convert them first, for example by \"magick mogrify -format jpg " + example
                + "\" (ImageMagick), or on a Mac by \"sips -s format jpeg --out converted " + example + "\".";
    }

    /**
     * @param name a file's name without its folder
     * @return the kind that it is called like
     */
    public static Optional<ImageFormat> ofName(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 1
                ? Optional.empty()
                : Optional.ofNullable(BY_EXTENSION.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }

    /** @return the kind that a file's content says; empty for other content and for what cannot be opened */
    public static Optional<ImageFormat> ofContent(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return of(stream.readNBytes(SIGNATURE));
        } catch (IOException e) {
            return Optional.empty();
        }
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
        if (start.hasText(0, "II*\0") || start.hasText(0, "MM\0*")) {
            return Optional.of(TIFF);
        }
        if (start.hasText(0, "\0\0\1\0") && file.length > 22) {
            return Optional.of(ICO);
        }
        if (start.hasText(4, "ftyp")) {
            return ofBrand(start);
        }
        if (start.hasText(0, "BM") && file.length > 26) {
            return Optional.of(BMP);
        }
        return Optional.empty();
    }

    /** By the brand of an ISO media file; videos have others. */
    private static Optional<ImageFormat> ofBrand(ByteReader start) {
        if (start.hasText(8, "avif") || start.hasText(8, "avis")) {
            return Optional.of(AVIF);
        }
        boolean heic = List.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1").stream()
                .anyMatch(brand -> start.hasText(8, brand));
        // Any codec may follow mif1.
        boolean avif = start.hasText(16, "avif") || start.hasText(20, "avif");
        return heic ? Optional.of(avif ? AVIF : HEIC) : Optional.empty();
    }
}
