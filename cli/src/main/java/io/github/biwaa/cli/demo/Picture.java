package io.github.biwaa.cli.demo;

import java.awt.image.BufferedImage;

/**
 * One finished picture.
 *
 * @param image square, 8-bit RGB
 * @param object where the object is, in pixels; what covers it does not shrink the box
 */
record Picture(BufferedImage image, PixelBox object) {}
