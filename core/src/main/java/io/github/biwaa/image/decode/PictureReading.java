package io.github.biwaa.image.decode;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs ImageIO's readers over a prepared file. Java's own reader goes first, since its values are Pillow's; TwelveMonkeys' reads what Java's does
 * not know or takes for broken. TIFF is the other way round: Java's reader rounds the colours of palettes in its own way.
 */
final class PictureReading {
    private static final String JDK_READERS = "com.sun.";

    private PictureReading() {}

    /** What is done with a reader whose input is set. */
    @FunctionalInterface
    private interface Use<T> {
        T with(ImageReader reader) throws IOException;
    }

    /** The first picture, with its colour model. */
    static BufferedImage read(PreparedPicture picture) throws UnreadablePictureException {
        return read(picture, new ArrayList<>());
    }

    /**
     * The first picture, with its colour model.
     *
     * @param warnings receives what the reader that succeeded complained about
     */
    static BufferedImage read(PreparedPicture picture, List<String> warnings) throws UnreadablePictureException {
        return withReaders(picture, warnings, reader -> reader.read(0, steps(reader, picture)));
    }

    /** The first picture's samples without any change of colour model. */
    static Raster readRaster(PreparedPicture picture, List<String> warnings) throws UnreadablePictureException {
        return withReaders(picture, warnings, reader -> reader.readRaster(0, steps(reader, picture)));
    }

    static Raster readRaster(PreparedPicture picture) throws UnreadablePictureException {
        return readRaster(picture, new ArrayList<>());
    }

    /** @return null to read every pixel */
    private static @Nullable ImageReadParam steps(ImageReader reader, PreparedPicture picture) {
        if (picture.step() == 1) {
            return null;
        }
        ImageReadParam parameters = reader.getDefaultReadParam();
        parameters.setSourceSubsampling(picture.step(), picture.step(), 0, 0);
        return parameters;
    }

    private static <T> T withReaders(PreparedPicture picture, List<String> warnings, Use<T> use)
            throws UnreadablePictureException {
        Exception first = null;
        for (ImageReaderSpi provider : providers(picture.format())) {
            warnings.clear();
            try {
                return withReader(provider, picture, warnings, use);
            } catch (IOException | RuntimeException exception) {
                // Readers meet hostile files with any runtime exception.
                first = first == null ? exception : first;
            }
        }
        if (first == null) {
            throw new UnreadablePictureException("no reader of " + picture.format() + " files is installed");
        }
        String reason = first.getMessage() == null ? first.getClass().getSimpleName() : first.getMessage();
        Throwable cause = first.getCause();
        String deeper = cause == null || cause.getMessage() == null ? "" : "; " + cause.getMessage();
        if (first instanceof RuntimeException) {
            // Damage is one reason, a picture of a rare kind another.
            throw new UnreadablePictureException(
                    "the decoder of " + picture.format() + " pictures failed ("
                            + first.getClass().getSimpleName() + ": " + reason
                            + "); if other programs show the picture, save it as PNG or JPEG",
                    first);
        }
        throw new UnreadablePictureException(
                "the " + picture.format() + " picture is damaged or truncated (" + reason + deeper + ")", first);
    }

    private static <T> T withReader(ImageReaderSpi provider, PreparedPicture picture, List<String> warnings, Use<T> use)
            throws IOException {
        ImageReader reader = provider.createReaderInstance();
        try (ImageInputStream stream = new PictureBytes(picture.bytes())) {
            // Metadata is not wanted: it is often broken.
            reader.setInput(stream, true, true);
            IIOReadWarningListener listener = (source, warning) -> warnings.add(warning);
            reader.addIIOReadWarningListener(listener);
            return use.with(reader);
        } finally {
            reader.dispose();
        }
    }

    /** Some readers take zeros for what is missing at a file's end, and go on for as long as its header likes. */
    private static final class PictureBytes extends MemoryCacheImageInputStream {
        private static final int MOST_BEYOND_END = 4096;

        private int beyondEnd;

        PictureBytes(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            return value < 0 ? ended() : value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            return count < 0 ? ended() : count;
        }

        private int ended() throws IIOException {
            if (++beyondEnd > MOST_BEYOND_END) {
                throw new IIOException("the file ends too early");
            }
            return -1;
        }
    }

    private static List<ImageReaderSpi> providers(ImageFormat format) {
        String imageIoName = format.name().toLowerCase(Locale.ROOT);
        List<ImageReaderSpi> providers = new ArrayList<>();
        Iterator<ImageReaderSpi> all =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
        while (all.hasNext()) {
            ImageReaderSpi provider = all.next();
            for (String name : provider.getFormatNames()) {
                if (name.toLowerCase(Locale.ROOT).equals(imageIoName)) {
                    providers.add(provider);
                    break;
                }
            }
        }
        // By name within each group, so that the order of the class path does not decide.
        providers.sort(Comparator.<ImageReaderSpi, Boolean>comparing(provider ->
                        provider.getClass().getName().startsWith(JDK_READERS) == (format == ImageFormat.TIFF))
                .thenComparing(provider -> provider.getClass().getName()));
        return providers;
    }
}
