package io.github.biwaa.image.decode;

import java.nio.charset.StandardCharsets;

/** Numbers inside a file's bytes. Reading beyond the end means a truncated file. */
record ByteReader(byte[] bytes, boolean littleEndian) {

    int unsignedByte(long offset) throws UnreadablePictureException {
        require(offset, 1);
        return bytes[(int) offset] & 0xFF;
    }

    int unsignedShort(long offset) throws UnreadablePictureException {
        require(offset, 2);
        int first = bytes[(int) offset] & 0xFF;
        int second = bytes[(int) offset + 1] & 0xFF;
        return littleEndian ? second << 8 | first : first << 8 | second;
    }

    long unsignedInt(long offset) throws UnreadablePictureException {
        long first = unsignedShort(offset);
        long second = unsignedShort(offset + 2);
        return littleEndian ? second << 16 | first : first << 16 | second;
    }

    /** Whether the bytes at the offset spell the text (Latin 1); false beyond the end. */
    boolean hasText(long offset, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        if (offset < 0 || offset + wanted.length > bytes.length) {
            return false;
        }
        for (int at = 0; at < wanted.length; at++) {
            if (bytes[(int) offset + at] != wanted[at]) {
                return false;
            }
        }
        return true;
    }

    /** Fails as truncated unless the given number of bytes lie at the offset. */
    void require(long offset, long length) throws UnreadablePictureException {
        if (offset < 0 || length < 0 || offset + length > bytes.length) {
            throw UnreadablePictureException.truncated();
        }
    }
}
