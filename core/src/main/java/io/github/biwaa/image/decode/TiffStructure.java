package io.github.biwaa.image.decode;

/**
 * The first directory of a TIFF file.
 *
 * @param picture the file
 * @param inks whether its four channels are cyan, magenta, yellow and black
 */
record TiffStructure(PreparedPicture picture, boolean inks) {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COLOURS = 262;
    private static final int CMYK = 5;
    private static final int TYPE_SHORT = 3;
    private static final int MOST_BITS = 16;

    static TiffStructure parse(byte[] file) throws UnreadablePictureException {
        ByteReader reader = new ByteReader(file, file[0] == 'I');
        long bits = value(reader, BITS, 1);
        if (bits > MOST_BITS) {
            throw new UnreadablePictureException("the TIFF picture has " + bits + " bits per channel, expected at most "
                    + MOST_BITS + "; it holds measurements rather than colours, so scale them to 8 bits first");
        }
        PreparedPicture picture = new PreparedPicture(
                ImageFormat.TIFF,
                file,
                value(reader, WIDTH, 0),
                value(reader, HEIGHT, 0),
                ExifOrientation.read(file, 0));
        return new TiffStructure(picture, value(reader, COLOURS, 1) == CMYK);
    }

    /** The first value of a tag. */
    private static long value(ByteReader reader, int tag, long without) throws UnreadablePictureException {
        long directory = reader.unsignedInt(4);
        int entries = reader.unsignedShort(directory);
        for (int entry = 0; entry < entries; entry++) {
            long at = directory + 2 + 12L * entry;
            if (reader.unsignedShort(at) == tag) {
                boolean small = reader.unsignedShort(at + 2) == TYPE_SHORT;
                // More than four bytes lie elsewhere.
                long place = small && reader.unsignedInt(at + 4) > 2 ? reader.unsignedInt(at + 8) : at + 8;
                return small ? reader.unsignedShort(place) : reader.unsignedInt(place);
            }
        }
        return without;
    }

    /** The picture on a background; without one, as Pillow's {@code convert('RGB')} makes it. */
    PixelImage decode(Background background) throws UnreadablePictureException {
        return inks
                ? StoredSamples.ofInks(PictureReading.readRaster(picture))
                : StoredSamples.of(PictureReading.read(picture), background);
    }
}
