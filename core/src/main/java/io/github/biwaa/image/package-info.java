/**
 * Pictures: from any file that people keep to the floats a network reads (docs/method.md).
 *
 * <p>The way of a picture: {@link io.github.biwaa.image.decode.ImageDecoder} turns a file into bytes exactly as Pillow's {@code convert('RGB')} does,
 * {@link io.github.biwaa.image.Resizer} brings it to one size exactly as Pillow's {@code resize} does, {@link io.github.biwaa.image.cache.PixelCache}
 * keeps the result in a file that is mapped into memory, and {@link io.github.biwaa.image.ViewRenderer} cuts views out of it
 * ({@link io.github.biwaa.image.Augmentation} while training, {@link io.github.biwaa.image.TenCrop} while testing) and normalises them.
 */
@NullMarked
package io.github.biwaa.image;

import org.jspecify.annotations.NullMarked;
