package io.github.biwaa.image.decode;

/**
 * A file taken apart before any pixel is decoded: the bytes to hand to ImageIO, rid of everything that could change colours (embedded profiles)
 * or make a reader fail (broken metadata).
 *
 * @param format what kind of file it is
 * @param bytes a complete file of that format
 * @param width of the whole picture in pixels, as its header claims
 * @param height of the whole picture in pixels
 * @param orientation EXIF orientation, 1-8
 * @param step 1 to read every pixel, n to read every n-th of every n-th row
 */
record PreparedPicture(ImageFormat format, byte[] bytes, long width, long height, int orientation, int step) {

    /** Enough for the largest JPEG file, 65,535 x 65,535 pixels. */
    private static final int LARGEST_STEP = 5;

    /** A picture that is read whole. */
    PreparedPicture(ImageFormat format, byte[] bytes, long width, long height, int orientation) {
        this(format, bytes, width, height, orientation, 1);
    }

    /** @return the same, read in the smallest steps in which it has no more pixels than the limit, up to {@value #LARGEST_STEP} */
    PreparedPicture reducedTo(long pixelLimit) {
        int n = 1;
        while (n < LARGEST_STEP && readHeight(n) > pixelLimit / Math.max(1, readWidth(n))) {
            n++;
        }
        return new PreparedPicture(format, bytes, width, height, orientation, n);
    }

    /** @return columns that are read */
    long readWidth() {
        return readWidth(step);
    }

    /** @return rows that are read */
    long readHeight() {
        return readHeight(step);
    }

    private long readWidth(int n) {
        return (width + n - 1) / n;
    }

    private long readHeight(int n) {
        return (height + n - 1) / n;
    }
}
