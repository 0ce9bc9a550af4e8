package io.github.biwaa.image.decode;

import java.io.ByteArrayOutputStream;

/**
 * The first frame of a GIF file and its place on the screen the file declares.
 *
 * @param picture a file of the first frame alone; its size is the whole screen's
 * @param left column of the frame on the screen
 * @param top row of the frame on the screen
 * @param background palette index of the screen where the frame does not cover it: the transparent one, else 0, as Pillow has it
 */
record GifStructure(PreparedPicture picture, int left, int top, int background) {
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int IMAGE = 0x2C;
    private static final int TRAILER = 0x3B;

    static GifStructure parse(byte[] file) throws UnreadablePictureException {
        ByteReader reader = new ByteReader(file, true);
        int screenWidth = reader.unsignedShort(6);
        int screenHeight = reader.unsignedShort(8);
        long at = 13 + colourTableLength(reader.unsignedByte(10));
        int background = 0;
        while (true) {
            int block = reader.unsignedByte(at);
            if (block == EXTENSION) {
                if (reader.unsignedByte(at + 1) == GRAPHIC_CONTROL && (reader.unsignedByte(at + 3) & 1) != 0) {
                    background = reader.unsignedByte(at + 6);
                }
                at = afterSubBlocks(reader, at + 2);
            } else if (block == IMAGE) {
                int left = reader.unsignedShort(at + 1);
                int top = reader.unsignedShort(at + 3);
                int width = reader.unsignedShort(at + 5);
                int height = reader.unsignedShort(at + 7);
                long end = afterSubBlocks(reader, at + 10 + colourTableLength(reader.unsignedByte(at + 9)) + 1);
                ByteArrayOutputStream first = new ByteArrayOutputStream();
                first.write(file, 0, (int) end);
                first.write(TRAILER);
                PreparedPicture picture = new PreparedPicture(
                        ImageFormat.GIF,
                        first.toByteArray(),
                        Math.max(screenWidth, left + width),
                        Math.max(screenHeight, top + height),
                        ExifOrientation.UPRIGHT);
                return new GifStructure(picture, left, top, background);
            } else if (block == TRAILER) {
                throw new UnreadablePictureException("the GIF file holds no picture");
            } else {
                at++;
            }
        }
    }

    private static long colourTableLength(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3L << ((flags & 7) + 1);
    }

    private static long afterSubBlocks(ByteReader reader, long at) throws UnreadablePictureException {
        int length = reader.unsignedByte(at);
        while (length != 0) {
            at += 1 + length;
            length = reader.unsignedByte(at);
        }
        return at + 1;
    }
}
