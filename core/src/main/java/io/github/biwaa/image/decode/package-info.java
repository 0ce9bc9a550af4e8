/** From bytes to pixels: JPEG, PNG, GIF, BMP, WebP, TIFF and ICO, with orientation and colour as other tools read them. */
package io.github.biwaa.image.decode;
