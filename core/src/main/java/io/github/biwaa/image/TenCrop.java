package io.github.biwaa.image;

import java.util.ArrayList;
import java.util.List;

/** The fixed views of testing (docs/method.md): four corners and the centre, mirrored and plain. */
public final class TenCrop {
    private TenCrop() {}

    /**
     * The ten views in the reference's order: five of the mirrored picture, then the same five of the plain one. Offsets are those of the
     * published recipe: the last one is resize - crop - 1 (31 for 256 and 224), not resize - crop. Where crop equals resize all offsets are 0.
     *
     * @param resize side of the square picture
     * @param crop side of a view, 1 to {@code resize}
     * @return boxes in the coordinates of the plain picture; the first five are to be mirrored after cutting
     */
    public static List<CropBox> views(int resize, int crop) {
        int last = lastOffset(resize, crop);
        int centre = centreOffset(resize, crop);
        int[][] offsets = {{0, 0}, {last, last}, {last, 0}, {0, last}, {centre, centre}};
        List<CropBox> views = new ArrayList<>(10);
        for (int[] offset : offsets) {
            // The reference mirrors before it cuts: column x of the mirrored picture is column resize - 1 - x of the
            // plain one.
            views.add(new CropBox(resize - crop - offset[0], offset[1], crop, crop, true));
        }
        for (int[] offset : offsets) {
            views.add(new CropBox(offset[0], offset[1], crop, crop, false));
        }
        return List.copyOf(views);
    }

    /**
     * The last of the {@link #views ten}: the plain centre.
     *
     * @param resize side of the square picture
     * @param crop side of the view, 1 to {@code resize}
     */
    public static CropBox centreView(int resize, int crop) {
        int offset = centreOffset(resize, crop);
        return new CropBox(offset, offset, crop, crop, false);
    }

    private static int lastOffset(int resize, int crop) {
        if (crop < 1 || crop > resize) {
            throw new IllegalArgumentException("crop " + crop + " is not 1 to " + resize);
        }
        return Math.max(0, resize - crop - 1);
    }

    /** Half of the last offset, a half rounded to the even neighbour, as Python does: 15.5 becomes 16. */
    private static int centreOffset(int resize, int crop) {
        return (int) Math.rint(lastOffset(resize, crop) / 2.0);
    }
}
