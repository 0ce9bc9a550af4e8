package io.github.biwaa.image.decode;

/**
 * How a camera was held, as EXIF tag 0x0112 says it: 1 upright, 2 mirrored, 3 upside down, 4 mirrored upside down, 5 transposed, 6 to be turned
 * right, 7 transposed across the other diagonal, 8 to be turned left. Only this tag is read, so that broken EXIF elsewhere does no harm.
 */
final class ExifOrientation {
    static final int UPRIGHT = 1;
    private static final int ORIENTATION_TAG = 0x0112;
    private static final int TYPE_SHORT = 3;

    private ExifOrientation() {}

    /**
     * Finds the tag in EXIF data.
     *
     * @param file the bytes that hold the EXIF data
     * @param start where its TIFF header (II or MM) starts
     * @return 1-8; 1 where there is no such tag, or the data is broken
     */
    static int read(byte[] file, int start) {
        boolean littleEndian = new ByteReader(file, false).hasText(start, "II");
        ByteReader reader = new ByteReader(file, littleEndian);
        try {
            if ((!littleEndian && !reader.hasText(start, "MM")) || reader.unsignedShort(start + 2L) != 42) {
                return UPRIGHT;
            }
            long directory = start + reader.unsignedInt(start + 4L);
            int entries = reader.unsignedShort(directory);
            for (int entry = 0; entry < entries; entry++) {
                long at = directory + 2 + 12L * entry;
                if (reader.unsignedShort(at) == ORIENTATION_TAG && reader.unsignedShort(at + 2) == TYPE_SHORT) {
                    int value = reader.unsignedShort(at + 8);
                    return value >= 1 && value <= 8 ? value : UPRIGHT;
                }
            }
        } catch (UnreadablePictureException brokenExif) {
            return UPRIGHT;
        }
        return UPRIGHT;
    }

    /** The picture turned upright, as Pillow's {@code ImageOps.exif_transpose} does it. */
    static PixelImage apply(PixelImage image, int orientation) {
        if (orientation == UPRIGHT) {
            return image;
        }
        int width = image.width();
        int height = image.height();
        boolean transposed = orientation >= 5;
        int outWidth = transposed ? height : width;
        int outHeight = transposed ? width : height;
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int channels = image.channels();
        byte[] source = image.samples();
        byte[] target = new byte[source.length];
        int at = 0;
        for (int row = 0; row < outHeight; row++) {
            for (int column = 0; column < outWidth; column++) {
                int x = transposed ? row : column;
                int y = transposed ? column : row;
                int from = ((fromBottom ? height - 1 - y : y) * width + (fromRight ? width - 1 - x : x)) * channels;
                for (int channel = 0; channel < channels; channel++) {
                    target[at++] = source[from + channel];
                }
            }
        }
        return new PixelImage(outWidth, outHeight, channels, target);
    }
}
