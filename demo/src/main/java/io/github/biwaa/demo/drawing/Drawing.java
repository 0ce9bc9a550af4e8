package io.github.biwaa.demo.drawing;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * One object as coloured shapes, painted in order, fitted into the square from (-1, -1) to (1, 1); y points down.
 *
 * @param parts the shapes, bottom first
 */
public record Drawing(List<Part> parts) {

    /**
     * One shape of a drawing.
     *
     * @param shape what to fill; holes in it show what lies behind
     * @param ink its colour's role
     */
    public record Part(Shape shape, Ink ink) {}

    /** How far a straight piece may stray from a curve when bounds are measured, in the units of the result. */
    private static final double FLATNESS = 1e-3;

    public Drawing {
        parts = List.copyOf(parts);
    }

    /**
     * The smallest rectangle around all parts under a transform, within {@value #FLATNESS}. It walks along the curves: a path's own bounds would
     * count control points too.
     */
    Rectangle2D boundsUnder(AffineTransform transform) {
        Rectangle2D bounds = null;
        double[] point = new double[6];
        for (Part part : parts) {
            for (PathIterator path = part.shape().getPathIterator(transform, FLATNESS); !path.isDone(); path.next()) {
                if (path.currentSegment(point) == PathIterator.SEG_CLOSE) {
                    continue;
                }
                if (bounds == null) {
                    bounds = new Rectangle2D.Double(point[0], point[1], 0, 0);
                } else {
                    bounds.add(point[0], point[1]);
                }
            }
        }
        return bounds == null ? new Rectangle2D.Double() : bounds;
    }

    /** Collects parts in any convenient coordinates, then fits the whole into the unit square. */
    static final class Builder {
        private final List<Part> parts = new ArrayList<>();

        /** Adds a filled part. */
        Builder fill(Ink ink, Shape shape) {
            parts.add(new Part(shape, ink));
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

        /** What a round pen covers along a path. */
        static Shape pen(double width, Shape path) {
            return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                    .createStrokedShape(path);
        }

        /** Moves the drawing's centre to the origin and scales its longer side to 2. */
        Drawing build() {
            Rectangle2D box = new Drawing(parts).boundsUnder(new AffineTransform());
            double scale = 2 / Math.max(box.getWidth(), box.getHeight());
            AffineTransform fit = AffineTransform.getScaleInstance(scale, scale);
            fit.translate(-box.getCenterX(), -box.getCenterY());
            return new Drawing(parts.stream()
                    .map(part -> new Part(fit.createTransformedShape(part.shape()), part.ink()))
                    .toList());
        }
    }
}
