/** From bytes to pixels: JPEG, PNG, GIF, BMP, WebP, TIFF and ICO, with orientation and colour as other tools read them. */
@NullMarked
package io.github.biwaa.image.decode;

import org.jspecify.annotations.NullMarked;
