package io.github.biwaa.demo.drawing;

import io.github.biwaa.InvalidSettingException;
import java.awt.geom.Rectangle2D;

/**
 * A rectangle of whole pixels inside a picture.
 *
 * @param left first column, from 0
 * @param top first row, from 0
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record PixelBox(int left, int top, int width, int height) {

    /** @throws InvalidSettingException if a corner is negative or a side is empty */
    public PixelBox {
        if (left < 0 || top < 0 || width < 1 || height < 1) {
            throw new InvalidSettingException(
                    "box: left %d, top %d, width %d, height %d; expected left, top >= 0 and width, height >= 1"
                            .formatted(left, top, width, height));
        }
    }

    /** The pixels that a shape's bounds touch, cut at the edges of a square picture. */
    static PixelBox around(Rectangle2D bounds, int pictureSize) {
        int left = clamp((int) Math.floor(bounds.getMinX()), pictureSize - 1);
        int top = clamp((int) Math.floor(bounds.getMinY()), pictureSize - 1);
        int right = clamp((int) Math.ceil(bounds.getMaxX()), pictureSize);
        int bottom = clamp((int) Math.ceil(bounds.getMaxY()), pictureSize);
        return new PixelBox(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }

    private static int clamp(int value, int largest) {
        return Math.max(0, Math.min(value, largest));
    }
}
