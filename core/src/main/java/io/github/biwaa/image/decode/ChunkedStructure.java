package io.github.biwaa.image.decode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** PNG and WebP files, which are rows of named chunks: only the chunks that carry the picture are handed on. */
final class ChunkedStructure {
    private static final int PNG_SIGNATURE = 8;
    private static final Set<String> PNG_PICTURE = Set.of("IHDR", "PLTE", "IDAT", "IEND");
    /** Alpha has a chunk of its own in lossy files alone, and takes half of the time of decoding them. */
    private static final Set<String> WEBP_ASIDE = Set.of("ICCP", "EXIF", "XMP ", "ALPH");
    /** The flags of a VP8X chunk that announce the chunks taken out: profile, alpha, EXIF, XMP. */
    private static final int WEBP_ASIDE_FLAGS = 0x20 | 0x10 | 0x08 | 0x04;

    private static final int WEBP_ALPHA_FLAG = 0x10;

    private ChunkedStructure() {}

    /** Without tRNS where alpha is not wanted, so that it never mixes in; without gamma and profile, so that no reader applies them; without text, often broken. */
    static PreparedPicture png(byte[] file, boolean alpha) throws UnreadablePictureException {
        ByteReader reader = new ByteReader(file, false);
        if (!reader.hasText(PNG_SIGNATURE + 4L, "IHDR")) {
            throw new UnreadablePictureException("the PNG file does not start with its header");
        }
        reader.require(PNG_SIGNATURE, 12 + 13);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
        kept.write(file, 0, PNG_SIGNATURE);
        int orientation = ExifOrientation.UPRIGHT;
        boolean data = false;
        boolean end = false;
        long at = PNG_SIGNATURE;
        while (!end && at + 8 <= file.length) {
            long length = reader.unsignedInt(at);
            String type = new String(file, (int) at + 4, 4, StandardCharsets.ISO_8859_1);
            boolean wanted = PNG_PICTURE.contains(type) || alpha && type.equals("tRNS");
            if (at + 12 + length > file.length) {
                if (wanted || !data) {
                    throw UnreadablePictureException.truncated();
                }
                break;
            }
            if (wanted) {
                kept.write(file, (int) at, (int) length + 12);
            } else if (type.equals("eXIf")) {
                orientation = ExifOrientation.read(file, (int) at + 8);
            }
            data |= type.equals("IDAT");
            end = type.equals("IEND");
            at += 12 + length;
        }
        if (!data) {
            throw UnreadablePictureException.truncated();
        }
        long width = reader.unsignedInt(PNG_SIGNATURE + 8L);
        long height = reader.unsignedInt(PNG_SIGNATURE + 12L);
        return new PreparedPicture(ImageFormat.PNG, kept.toByteArray(), width, height, orientation);
    }

    /** Without profile, metadata and, where it is not wanted, alpha. The size comes from the first chunk, whichever of the three kinds it is. */
    static PreparedPicture webp(byte[] file, boolean alpha) throws UnreadablePictureException {
        ByteReader reader = new ByteReader(file, true);
        long end = 8 + reader.unsignedInt(4);
        reader.require(0, end);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
        kept.write(file, 0, 12);
        int orientation = ExifOrientation.UPRIGHT;
        long[] size = null;
        long at = 12;
        while (at + 8 <= end) {
            String type = new String(file, (int) at, 4, StandardCharsets.ISO_8859_1);
            long length = reader.unsignedInt(at + 4);
            reader.require(at + 8, length);
            long padded = Math.min(8 + length + (length & 1), file.length - at);
            if (size == null) {
                size = webpSize(reader, type, at + 8);
            }
            if (type.equals("EXIF")) {
                int start = (int) at + 8 + (reader.hasText(at + 8, "Exif\0\0") ? 6 : 0);
                orientation = ExifOrientation.read(file, start);
            }
            if (!WEBP_ASIDE.contains(type) || alpha && type.equals("ALPH")) {
                byte[] chunk = Arrays.copyOfRange(file, (int) at, (int) (at + padded));
                if (type.equals("VP8X") && length > 0) {
                    chunk[8] &= (byte) ~(alpha ? WEBP_ASIDE_FLAGS & ~WEBP_ALPHA_FLAG : WEBP_ASIDE_FLAGS);
                }
                kept.writeBytes(chunk);
            }
            at += padded;
        }
        if (size == null) {
            throw UnreadablePictureException.truncated();
        }
        byte[] bytes = kept.toByteArray();
        int riffLength = bytes.length - 8;
        for (int digit = 0; digit < 4; digit++) {
            bytes[4 + digit] = (byte) (riffLength >> (8 * digit));
        }
        return new PreparedPicture(ImageFormat.WEBP, bytes, size[0], size[1], orientation);
    }

    private static long[] webpSize(ByteReader reader, String type, long at) throws UnreadablePictureException {
        return switch (type) {
            case "VP8X" ->
                new long[] {1 + (reader.unsignedInt(at + 4) & 0xFFFFFF), 1 + (reader.unsignedInt(at + 6) >> 8)};
            case "VP8L" -> {
                long bits = reader.unsignedInt(at + 1);
                yield new long[] {1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF)};
            }
            case "VP8 " -> new long[] {reader.unsignedShort(at + 6) & 0x3FFF, reader.unsignedShort(at + 8) & 0x3FFF};
            default ->
                throw new UnreadablePictureException("the WebP file starts with an unknown chunk '" + type + "'");
        };
    }
}
