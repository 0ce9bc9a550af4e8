package io.github.biwaa.image.decode;

import java.util.List;

/** The header of a BMP file. */
final class BitmapStructure {
    private static final int MASKS = 54;
    private static final List<String> COLOURS = List.of("red", "green", "blue");

    private BitmapStructure() {}

    /** Checks that an uncompressed file is as long as its header says: Java's reader leaves missing rows black. */
    static PreparedPicture parse(byte[] file) throws UnreadablePictureException {
        ByteReader reader = new ByteReader(file, true);
        long dataOffset = reader.unsignedInt(10);
        long headerLength = reader.unsignedInt(14);
        boolean core = headerLength == 12;
        long width = core ? reader.unsignedShort(18) : (int) reader.unsignedInt(18);
        long height = core ? reader.unsignedShort(20) : Math.abs((long) (int) reader.unsignedInt(22));
        int bitsPerPixel = reader.unsignedShort(core ? 24 : 28);
        long compression = core ? 0 : reader.unsignedInt(30);
        if (compression == 3) {
            requireMasks(reader);
        }
        // 0 plain, 3 plain with bit masks; the others have no length known beforehand.
        if ((compression == 0 || compression == 3) && width > 0) {
            long rowLength = (width * bitsPerPixel + 31) / 32 * 4;
            reader.require(
                    dataOffset, Math.multiplyHigh(rowLength, height) == 0 ? rowLength * height : Long.MAX_VALUE / 2);
        }
        return new PreparedPicture(ImageFormat.BMP, file, width, height, ExifOrientation.UPRIGHT);
    }

    /** Pixels of red, green and blue bits need a mask for each. */
    private static void requireMasks(ByteReader reader) throws UnreadablePictureException {
        for (int colour = 0; colour < COLOURS.size(); colour++) {
            if (reader.unsignedInt(MASKS + 4L * colour) == 0) {
                throw new UnreadablePictureException("the BMP header gives no bits to " + COLOURS.get(colour)
                        + " (an empty mask); save the picture as PNG with the program that made it");
            }
        }
    }
}
