package io.github.biwaa.image.decode;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** An ICO file, which holds a picture in several sizes. */
final class IconStructure {
    private static final int HEADER = 6;
    private static final int ENTRY = 16;

    private IconStructure() {}

    /**
     * The largest picture, of equal ones that of most colours.
     *
     * @return a file of its own, PNG or ICO
     */
    static byte[] largest(byte[] file) throws UnreadablePictureException {
        ByteReader reader = new ByteReader(file, true);
        int count = reader.unsignedShort(4);
        long best = -1;
        long chosen = HEADER;
        for (int entry = 0; entry < count; entry++) {
            long at = HEADER + (long) ENTRY * entry;
            long rank = (long) side(reader, at) * side(reader, at + 1) << 8 | reader.unsignedShort(at + 6);
            if (rank > best) {
                best = rank;
                chosen = at;
            }
        }
        long length = reader.unsignedInt(chosen + 8);
        long offset = reader.unsignedInt(chosen + 12);
        reader.require(offset, length);
        byte[] content = Arrays.copyOfRange(file, (int) offset, (int) (offset + length));
        if (ImageFormat.of(content).filter(ImageFormat.PNG::equals).isPresent()) {
            return content;
        }
        ByteArrayOutputStream single = new ByteArrayOutputStream();
        single.writeBytes(new byte[] {0, 0, 1, 0, 1, 0});
        single.write(file, (int) chosen, ENTRY - 4);
        single.writeBytes(new byte[] {HEADER + ENTRY, 0, 0, 0});
        single.writeBytes(content);
        return single.toByteArray();
    }

    /** A file with one picture. */
    static PreparedPicture parse(byte[] single) throws UnreadablePictureException {
        ByteReader reader = new ByteReader(single, true);
        return new PreparedPicture(
                ImageFormat.ICO, single, side(reader, HEADER), side(reader, HEADER + 1L), ExifOrientation.UPRIGHT);
    }

    private static int side(ByteReader reader, long at) throws UnreadablePictureException {
        int stored = reader.unsignedByte(at);
        return stored == 0 ? 256 : stored;
    }
}
