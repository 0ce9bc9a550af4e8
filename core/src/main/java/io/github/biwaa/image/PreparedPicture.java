package io.github.biwaa.image;

/**
 * A file taken apart before any pixel is decoded: the bytes to hand to ImageIO, rid of everything that could change colours (embedded profiles)
 * or make a reader fail (broken metadata).
 *
 * @param format what kind of file it is
 * @param bytes a complete file of that format
 * @param width of the whole picture in pixels, as its header claims
 * @param height of the whole picture in pixels
 * @param orientation EXIF orientation, 1-8
 */
record PreparedPicture(ImageFormat format, byte[] bytes, long width, long height, int orientation) {}
