package io.github.biwaa.image.decode;

import java.io.ByteArrayOutputStream;

/**
 * The segments of a JPEG file. The file is put together anew from the segments that carry the picture, with one application segment that states
 * the colour model libjpeg (and so Pillow) would assume. Java's reader guesses otherwise in some cases, applies embedded profiles, and
 * stumbles over broken application segments.
 *
 * @param picture the file put together anew
 * @param components 1 grey, 3 colour, 4 CMYK
 * @param yccK whether four components are YCCK rather than CMYK
 * @param severalScans whether the file is progressive, so that it may end early without a line missing
 */
record JpegStructure(PreparedPicture picture, int components, boolean yccK, boolean severalScans) {
    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP14 = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int COMMENT = 0xFE;
    private static final byte[] JFIF = {
        (byte) 0xFF, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    /** @return the same, of which only so many pixels are read that it fits a limit; a progressive file is decoded as a whole in any case */
    JpegStructure reducedTo(long pixelLimit) {
        return severalScans ? this : new JpegStructure(picture.reducedTo(pixelLimit), components, yccK, false);
    }

    static JpegStructure parse(byte[] file) throws UnreadablePictureException {
        return new Parser(file).parse();
    }

    private static boolean isStartOfFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static final class Parser {
        private final byte[] file;
        private final ByteReader reader;
        private final ByteArrayOutputStream kept;
        private boolean jfif;
        /** Adobe's colour transform: 0 none, 1 YCbCr, 2 YCCK; -1 without Adobe's segment. */
        private int adobeTransform = -1;

        private int orientation = ExifOrientation.UPRIGHT;
        private int frame = -1;
        private int frameMarker;

        Parser(byte[] file) {
            this.file = file;
            this.reader = new ByteReader(file, false);
            this.kept = new ByteArrayOutputStream(file.length + 32);
        }

        JpegStructure parse() throws UnreadablePictureException {
            long at = 2;
            while (true) {
                // Stray bytes between segments are passed over, as libjpeg does.
                while (reader.unsignedByte(at) != 0xFF) {
                    at++;
                }
                while (reader.unsignedByte(at) == 0xFF) {
                    at++;
                }
                int marker = reader.unsignedByte(at);
                at++;
                if (marker == END_OF_IMAGE) {
                    throw new UnreadablePictureException("the JPEG file holds no picture");
                }
                if (marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
                    continue;
                }
                int length = reader.unsignedShort(at);
                if (length < 2) {
                    throw new UnreadablePictureException(
                            "the JPEG header is broken (a segment of length " + length + ")");
                }
                reader.require(at, length);
                if (marker == START_OF_SCAN) {
                    return assemble((int) at - 2);
                }
                segment(marker, (int) at, length);
                at += length;
            }
        }

        private void segment(int marker, int at, int length) throws UnreadablePictureException {
            if (isStartOfFrame(marker)) {
                if (frame >= 0 || length < 11) {
                    throw new UnreadablePictureException("the JPEG header is broken (frame header)");
                }
                frame = at;
                frameMarker = marker;
            }
            if (marker == APP0 && length >= 16 && reader.hasText(at + 2L, "JFIF\0")) {
                jfif = true;
            } else if (marker == APP1 && reader.hasText(at + 2L, "Exif\0") && orientation == ExifOrientation.UPRIGHT) {
                orientation = ExifOrientation.read(file, at + 8);
            } else if (marker == APP14 && length >= 14 && reader.hasText(at + 2L, "Adobe")) {
                adobeTransform = reader.unsignedByte(at + 13L);
            }
            if (marker != COMMENT && (marker < APP0 || marker > APP15)) {
                kept.write(0xFF);
                kept.write(marker);
                kept.write(file, at, length);
            }
        }

        private JpegStructure assemble(int scan) throws UnreadablePictureException {
            if (frame < 0) {
                throw new UnreadablePictureException("the JPEG header is broken (no frame header)");
            }
            int components = reader.unsignedByte(frame + 7L);
            if (components != 1 && components != 3 && components != 4) {
                throw new UnreadablePictureException(
                        "a JPEG picture of " + components + " components has no known colours");
            }
            int transform = transform(components);
            ByteArrayOutputStream whole = new ByteArrayOutputStream(kept.size() + file.length - scan + 32);
            whole.write(0xFF);
            whole.write(0xD8);
            if (components == 1 || (components == 3 && transform == 1)) {
                whole.writeBytes(JFIF);
            } else {
                whole.writeBytes(adobe(transform));
            }
            whole.writeBytes(kept.toByteArray());
            whole.write(file, scan, file.length - scan);
            long height = reader.unsignedShort(frame + 3L);
            long width = reader.unsignedShort(frame + 5L);
            PreparedPicture picture =
                    new PreparedPicture(ImageFormat.JPEG, whole.toByteArray(), width, height, orientation);
            return new JpegStructure(picture, components, components == 4 && transform == 2, frameMarker == 0xC2);
        }

        /** The rules of libjpeg's default_decompress_parms. */
        private int transform(int components) throws UnreadablePictureException {
            if (components == 4) {
                return adobeTransform < 0 || adobeTransform == 0 ? 0 : 2;
            }
            if (jfif || components == 1) {
                return 1;
            }
            if (adobeTransform >= 0) {
                return adobeTransform == 0 ? 0 : 1;
            }
            boolean namedRgb = reader.unsignedByte(frame + 8L) == 'R'
                    && reader.unsignedByte(frame + 11L) == 'G'
                    && reader.unsignedByte(frame + 14L) == 'B';
            return namedRgb ? 0 : 1;
        }

        private static byte[] adobe(int transform) {
            return new byte[] {
                (byte) 0xFF, (byte) APP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
            };
        }
    }
}
