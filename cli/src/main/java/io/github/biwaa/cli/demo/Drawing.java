package io.github.biwaa.cli.demo;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * One object as coloured areas, painted in order, fitted into the square from (-1, -1) to (1, 1); y points down.
 *
 * @param parts the areas, bottom first
 */
record Drawing(List<Part> parts) {

    /**
     * One area of a drawing.
     *
     * @param area what to fill; holes in it show what lies behind
     * @param ink its colour's role
     */
    record Part(Area area, Ink ink) {}

    Drawing {
        parts = List.copyOf(parts);
    }

    /** The smallest rectangle around all parts under a transform. */
    Rectangle2D boundsUnder(AffineTransform transform) {
        Area whole = new Area();
        for (Part part : parts) {
            whole.add(part.area().createTransformedArea(transform));
        }
        return whole.getBounds2D();
    }

    /** Collects parts in any convenient coordinates, then fits the whole into the unit square. */
    static final class Builder {
        private final List<Part> parts = new ArrayList<>();

        /** Adds a filled part. */
        Builder fill(Ink ink, Shape shape) {
            parts.add(new Part(new Area(shape), ink));
            return this;
        }

        /** Adds a path drawn with a round pen. */
        Builder stroke(Ink ink, double width, Shape path) {
            return fill(ink, pen(width, path));
        }

        /** Adds a straight line drawn with a round pen. */
        Builder line(Ink ink, double width, double x1, double y1, double x2, double y2) {
            return stroke(ink, width, new Line2D.Double(x1, y1, x2, y2));
        }

        /** The area that a round pen covers along a path. */
        static Area pen(double width, Shape path) {
            return new Area(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                    .createStrokedShape(path));
        }

        /** Moves the drawing's centre to the origin and scales its longer side to 2. */
        Drawing build() {
            Rectangle2D box = new Drawing(parts).boundsUnder(new AffineTransform());
            double scale = 2 / Math.max(box.getWidth(), box.getHeight());
            AffineTransform fit = AffineTransform.getScaleInstance(scale, scale);
            fit.translate(-box.getCenterX(), -box.getCenterY());
            return new Drawing(parts.stream()
                    .map(part -> new Part(part.area().createTransformedArea(fit), part.ink()))
                    .toList());
        }
    }
}
