package io.github.biwaa.image.decode;

import java.util.ArrayList;
import java.util.List;

/** Decodes JPEG files, with the colours of libjpeg and, for four components, of Pillow. */
final class JpegPixels {
    /** What Java's reader says when it had to invent the end of the file. */
    private static final String END_INVENTED = "EOI";

    private static final int FRACTION_BITS = 16;

    private JpegPixels() {}

    static PixelImage decode(JpegStructure structure) throws UnreadablePictureException {
        List<String> warnings = new ArrayList<>();
        PixelImage image = structure.components() == 4
                ? fourComponents(structure, warnings)
                : StoredSamples.of(PictureReading.read(structure.picture(), warnings));
        refuseTruncated(structure, warnings);
        return image;
    }

    /**
     * A file that lacks nothing but its end marker is whole. If data were missing too the decoder also warns about those, or the file is
     * progressive and its later scans may be gone without a trace.
     */
    private static void refuseTruncated(JpegStructure structure, List<String> warnings)
            throws UnreadablePictureException {
        boolean endMissing = warnings.stream().anyMatch(warning -> warning.contains(END_INVENTED));
        if (endMissing && (warnings.size() > 1 || structure.severalScans())) {
            throw UnreadablePictureException.truncated();
        }
    }

    private static PixelImage fourComponents(JpegStructure structure, List<String> warnings)
            throws UnreadablePictureException {
        var raster = PictureReading.readRaster(structure.picture(), warnings);
        if (raster.getNumBands() != 4) {
            throw new UnreadablePictureException(
                    "the CMYK picture was decoded to " + raster.getNumBands() + " channels");
        }
        byte[] stored = StoredSamples.interleaved(raster, 4);
        byte[] colour = new byte[stored.length / 4 * 3];
        for (int from = 0, to = 0; from < stored.length; from += 4, to += 3) {
            int first = stored[from] & 0xFF;
            int second = stored[from + 1] & 0xFF;
            int third = stored[from + 2] & 0xFF;
            // Ink is stored inverted (Adobe's way, which Pillow assumes of every file): this is 255 - key already.
            int paper = stored[from + 3] & 0xFF;
            if (structure.yccK()) {
                int luma = first;
                int blueness = second - 128;
                int redness = third - 128;
                first = 255 - clip(luma + ((fixed(1.40200) * redness + half()) >> FRACTION_BITS));
                second = 255
                        - clip(luma
                                + ((-fixed(0.34414) * blueness - fixed(0.71414) * redness + half()) >> FRACTION_BITS));
                third = 255 - clip(luma + ((fixed(1.77200) * blueness + half()) >> FRACTION_BITS));
            }
            colour[to] = ink(255 - first, paper);
            colour[to + 1] = ink(255 - second, paper);
            colour[to + 2] = ink(255 - third, paper);
        }
        return new PixelImage(raster.getWidth(), raster.getHeight(), 3, colour);
    }

    /** Pillow's cmyk2rgb: paper - ink * paper / 255, the product divided with rounding. */
    static byte ink(int ink, int paper) {
        int product = ink * paper + 128;
        return (byte) clip(paper - (((product >> 8) + product) >> 8));
    }

    /** libjpeg's constants of the YCbCr conversion, 16 bits behind the point. */
    private static int fixed(double factor) {
        return (int) (factor * (1 << FRACTION_BITS) + 0.5);
    }

    private static int half() {
        return 1 << (FRACTION_BITS - 1);
    }

    private static int clip(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
