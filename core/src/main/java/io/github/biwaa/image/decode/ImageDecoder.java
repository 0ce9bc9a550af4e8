package io.github.biwaa.image.decode;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.ExhaustedException;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Decodes JPEG (grey, colour, CMYK), PNG, BMP, GIF (first frame), WebP, TIFF (first page) and ICO (largest picture) to bytes, as Pillow's {@code convert('RGB')} does: samples as they are
 * stored, grey replicated, embedded colour profiles ignored, transparency too unless there is a {@link Background}. The kind of file is told by its content, not by its name.
 *
 * <p>Values equal Pillow's bit by bit, with one exception: in lossy WebP the colour samples, stored at half the resolution, are not interpolated
 * (TwelveMonkeys), which changes values along sharp colour edges.
 *
 * <p>Of JPEG and PNG pictures above the limit of pixels, every second pixel of every second row is read, or every third, so that they take no more
 * memory than others. Other kinds and progressive JPEG files, which cannot be read in parts, are refused.
 *
 * <p>Of 16-bit samples the high byte is kept, for grey too (Pillow clips 16-bit grey at 255, which turns most pictures white). The decoder holds
 * no state and may be shared between threads.
 */
public final class ImageDecoder {
    /** Pillow's own limit, above which it takes a file for a decompression bomb: twice 89,478,485 pixels. */
    public static final long DEFAULT_PIXEL_LIMIT = 178_956_970L;

    private static final long LARGEST_FILE = 1L << 30;
    /** However small the file, so many pixels take little memory. */
    private static final long FREE_PIXELS = 1 << 22;
    /** A blank page of one bit per pixel as PNG, which packs blank pages best of all but WebP, has 8256. */
    private static final long MOST_PIXELS_PER_BYTE = 10_000;

    private final long pixelLimit;
    private final Background background;

    /** A decoder that reads at most {@value #DEFAULT_PIXEL_LIMIT} pixels of a picture. */
    public ImageDecoder() {
        this(Background.NONE);
    }

    /** A decoder that lays transparent pixels on a background. */
    public ImageDecoder(Background background) {
        this(DEFAULT_PIXEL_LIMIT, background);
    }

    /** @param pixelLimit the most pixels that are read, at least 1 */
    public ImageDecoder(long pixelLimit) {
        this(pixelLimit, Background.NONE);
    }

    private ImageDecoder(long pixelLimit, Background background) {
        if (pixelLimit < 1) {
            throw new IllegalArgumentException("pixel limit " + pixelLimit + " is below 1");
        }
        this.pixelLimit = pixelLimit;
        this.background = background;
    }

    /**
     * Decodes a file to red, green, blue.
     *
     * @param file a picture file
     * @param applyOrientation whether to turn it as its EXIF data say; benchmark recipes do not
     * @return three channels
     * @throws BiwaaException naming the file and the reason, if it is missing, empty, truncated, too large or no picture
     * @throws ExhaustedException if memory or open files ran out, whatever the picture is like
     */
    public PixelImage decode(Path file, boolean applyOrientation) {
        return decode(file, applyOrientation, 3);
    }

    /**
     * Decodes a file to the given number of channels.
     *
     * @param file a picture file
     * @param applyOrientation whether to turn it as its EXIF data say
     * @param channels 3 as {@link #decode(Path, boolean)}, 1 for grey ({@link PixelImage#toGrey})
     * @return a picture of that many channels
     * @throws BiwaaException as {@link #decode(Path, boolean)}
     */
    public PixelImage decode(Path file, boolean applyOrientation, int channels) {
        return decode(content(file), file.toString(), applyOrientation, channels);
    }

    /**
     * Decodes a file's content to red, green, blue.
     *
     * @param content the whole file
     * @param name what to call it in messages
     * @param applyOrientation whether to turn it as its EXIF data say
     * @throws BiwaaException as {@link #decode(Path, boolean)}
     */
    public PixelImage decode(byte[] content, String name, boolean applyOrientation) {
        return decode(content, name, applyOrientation, 3);
    }

    /**
     * Decodes what a stream gives up to its end, to red, green, blue. The stream is not closed.
     *
     * @param stream the whole file
     * @param name what to call it in messages
     * @param applyOrientation whether to turn it as its EXIF data say
     * @throws BiwaaException as {@link #decode(Path, boolean)}
     */
    public PixelImage decode(InputStream stream, String name, boolean applyOrientation) {
        byte[] content;
        try {
            content = stream.readAllBytes();
        } catch (IOException exception) {
            throw new BiwaaException(name + ": cannot be read (" + exception.getMessage() + ")", exception);
        }
        return decode(content, name, applyOrientation, 3);
    }

    private PixelImage decode(byte[] content, String name, boolean applyOrientation, int channels) {
        try {
            PixelImage stored = decodeStored(content, applyOrientation);
            return stored.withChannels(channels);
        } catch (UnreadablePictureException exception) {
            throw new BiwaaException(name + ": " + exception.getMessage(), exception);
        } catch (RuntimeException exception) {
            // A picture that contradicts itself (a pixel outside its palette, say) in a way that no check above
            // foresaw.
            throw new BiwaaException(name + ": the picture contradicts itself (" + exception + ")", exception);
        } catch (OutOfMemoryError error) {
            throw new ExhaustedException(
                    name
                            + ": the picture needs more memory than Java may use; raise it by"
                            + " BIWAA_JAVA_OPTIONS=-Xmx8g, or make the picture smaller",
                    error);
        }
    }

    private PixelImage decodeStored(byte[] content, boolean applyOrientation) throws UnreadablePictureException {
        if (content.length == 0) {
            throw new UnreadablePictureException("the file is empty");
        }
        ImageFormat format = ImageFormat.of(content)
                .orElseThrow(() -> new UnreadablePictureException(
                        "this is not a picture (its content is none of JPEG, PNG, BMP, GIF, WebP, TIFF, ICO)"));
        if (!format.readable()) {
            throw new UnreadablePictureException("this is a picture in the format " + format
                    + ", whatever its name ends in, which cannot be decoded here. " + format.conversion());
        }
        PreparedPicture prepared;
        PixelImage image;
        switch (format) {
            case JPEG -> {
                JpegStructure structure = JpegStructure.parse(content).reducedTo(pixelLimit);
                prepared = checked(structure.picture(), content.length);
                image = JpegPixels.decode(structure);
            }
            case GIF -> {
                GifStructure structure = GifStructure.parse(content);
                prepared = checked(structure.picture(), content.length);
                image = GifPixels.decode(structure, background);
            }
            case TIFF -> {
                TiffStructure structure = TiffStructure.parse(content);
                prepared = checked(structure.picture(), content.length);
                image = structure.decode(background);
            }
            case ICO -> {
                byte[] single = IconStructure.largest(content);
                if (ImageFormat.of(single).orElse(null) != ImageFormat.ICO) {
                    return decodeStored(single, applyOrientation);
                }
                prepared = checked(IconStructure.parse(single), content.length);
                image = StoredSamples.of(PictureReading.read(prepared), background);
            }
            default -> {
                prepared = checked(
                        switch (format) {
                            case PNG ->
                                ChunkedStructure.png(content, background.applies())
                                        .reducedTo(pixelLimit);
                            case WEBP -> ChunkedStructure.webp(content, background.applies());
                            default -> BitmapStructure.parse(content);
                        },
                        content.length);
                image = StoredSamples.of(PictureReading.read(prepared), background);
            }
        }
        return applyOrientation ? ExifOrientation.apply(image, prepared.orientation()) : image;
    }

    /** Before anything is allocated for the pixels. */
    private PreparedPicture checked(PreparedPicture picture, long fileBytes) throws UnreadablePictureException {
        long width = picture.width();
        long height = picture.height();
        if (width < 1 || height < 1) {
            throw new UnreadablePictureException(
                    "the header announces a picture of " + width + " x " + height + " pixels");
        }
        if (picture.readHeight() > pixelLimit / picture.readWidth()) {
            throw new UnreadablePictureException("the header announces " + width + " x " + height
                    + " pixels, more than the limit of " + pixelLimit + "; make the picture smaller");
        }
        if (width * height > FREE_PIXELS && width * height / MOST_PIXELS_PER_BYTE >= fileBytes) {
            throw new UnreadablePictureException("the header announces " + width + " x " + height
                    + " pixels, far more than " + fileBytes + " bytes hold of any photo or drawing");
        }
        return picture;
    }

    private static byte[] content(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new BiwaaException(file + ": this is a folder, not a picture");
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw new BiwaaException(file + ": the file is larger than 1 GiB; make the picture smaller");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException exception) {
            throw new BiwaaException(file + ": the file is missing", exception);
        } catch (IOException exception) {
            String why = file + ": the file cannot be read (" + AtomicFile.reason(exception) + ")";
            throw AtomicFile.lacksHandles(exception)
                    ? new ExhaustedException(why, exception)
                    : new BiwaaException(why, exception);
        }
    }
}
