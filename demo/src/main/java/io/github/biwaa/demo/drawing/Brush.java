package io.github.biwaa.demo.drawing;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/**
 * The colours and the line that a drawing is painted with.
 *
 * @param body fill of {@link Ink#BODY}
 * @param accent fill of {@link Ink#ACCENT}
 * @param line outlines and {@link Ink#LINE}
 * @param outlineWidth width of outlines in pixels; 0 for none
 */
record Brush(Color body, Color accent, Color line, double outlineWidth) {

    /** Paints a drawing, placed by a transform from the unit square to pixels. */
    void paint(Drawing drawing, AffineTransform placement, Graphics2D graphics) {
        for (Drawing.Part part : drawing.parts()) {
            Shape shape = placement.createTransformedShape(part.shape());
            graphics.setPaint(
                    switch (part.ink()) {
                        case BODY -> body;
                        case ACCENT -> accent;
                        case LINE -> line;
                    });
            graphics.fill(shape);
            if (outlineWidth > 0 && part.ink() != Ink.LINE) {
                graphics.setPaint(line);
                graphics.setStroke(
                        new BasicStroke((float) outlineWidth, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
                graphics.draw(shape);
            }
        }
    }

    /** The pixels that {@link #paint} touches, outline included. */
    PixelBox box(Drawing drawing, AffineTransform placement, int pictureSize) {
        Rectangle2D bounds = drawing.boundsUnder(placement);
        double margin = outlineWidth / 2;
        bounds.setRect(
                bounds.getX() - margin,
                bounds.getY() - margin,
                bounds.getWidth() + outlineWidth,
                bounds.getHeight() + outlineWidth);
        return PixelBox.around(bounds, pictureSize);
    }

    /** An antialiasing canvas over an image. The caller disposes of it. */
    static Graphics2D canvas(BufferedImage image) {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        return graphics;
    }
}
