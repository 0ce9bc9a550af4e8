package io.github.biwaa.image;

/**
 * A part of a picture: it is cut out, then brought to the wanted size, then mirrored if {@code flip}.
 *
 * @param left first column, at least 0
 * @param top first row, at least 0
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param flip whether the result is mirrored left to right
 */
public record CropBox(int left, int top, int width, int height, boolean flip) {

    /** Checks the box by itself; whether it lies within a picture is checked where it is used. */
    public CropBox {
        if (left < 0 || top < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "no box at (" + left + ", " + top + ") of " + width + " x " + height + " pixels");
        }
    }

    /** All of a picture. */
    public static CropBox whole(int width, int height) {
        return new CropBox(0, 0, width, height, false);
    }

    /** Fails unless the box lies within a picture of the given size. */
    void checkWithin(int pictureWidth, int pictureHeight) {
        if ((long) left + width > pictureWidth || (long) top + height > pictureHeight) {
            throw new IllegalArgumentException(this + " leaves a picture of " + pictureWidth + " x " + pictureHeight);
        }
    }
}
