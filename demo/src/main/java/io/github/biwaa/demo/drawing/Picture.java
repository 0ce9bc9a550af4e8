package io.github.biwaa.demo.drawing;

import java.awt.image.BufferedImage;

/**
 * One finished picture.
 *
 * @param image square, 8-bit RGB
 * @param object where the object is, in pixels; what covers it does not shrink the box
 */
public record Picture(BufferedImage image, PixelBox object) {}
