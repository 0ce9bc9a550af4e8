package io.github.biwaa.demo.drawing;

import static io.github.biwaa.demo.drawing.Ink.ACCENT;
import static io.github.biwaa.demo.drawing.Ink.BODY;
import static io.github.biwaa.demo.drawing.Ink.LINE;

import java.awt.geom.Arc2D;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.SplittableRandom;

/** Things found indoors, each with varying proportions. Coordinates are free: {@link Drawing.Builder#build} fits them. */
final class HouseholdObjects {

    private HouseholdObjects() {}

    static Drawing mug(SplittableRandom random) {
        double halfWidth = random.nextDouble(0.5, 0.7);
        double height = random.nextDouble(1.15, 1.6);
        double taper = random.nextDouble(0, 0.14);
        double reach = random.nextDouble(0.38, 0.55);
        double grip = random.nextDouble(0.16, 0.24);
        Area handle = new Area(Drawing.Builder.pen(
                grip, new RoundRectangle2D.Double(halfWidth - reach, height * 0.2, 2 * reach, height * 0.5, 0.7, 0.7)));
        Area body = new Area(polygon(
                -halfWidth,
                0,
                halfWidth,
                0,
                halfWidth - taper,
                height - 0.1,
                halfWidth - taper - 0.1,
                height,
                -halfWidth + taper + 0.1,
                height,
                -halfWidth + taper,
                height - 0.1));
        handle.subtract(body);
        Drawing.Builder drawing = new Drawing.Builder().fill(BODY, handle).fill(BODY, body);
        if (random.nextDouble() < 0.5) {
            double top = height * random.nextDouble(0.3, 0.5);
            Area band = new Area(new Rectangle2D.Double(-1, top, 2, height * random.nextDouble(0.15, 0.3)));
            band.intersect(body);
            drawing.fill(ACCENT, band);
        }
        double rim = random.nextDouble(0.1, 0.16);
        return drawing.fill(ACCENT, new Ellipse2D.Double(-halfWidth, -rim, 2 * halfWidth, 2 * rim))
                .build();
    }

    static Drawing bottle(SplittableRandom random) {
        double halfWidth = random.nextDouble(0.3, 0.42);
        double halfNeck = random.nextDouble(0.1, 0.15);
        double shoulder = random.nextDouble(0.75, 0.95);
        double neck = random.nextDouble(0.3, 0.5);
        double height = 2.1;
        Path2D outline = new Path2D.Double();
        outline.moveTo(-halfNeck, 0);
        outline.lineTo(halfNeck, 0);
        outline.lineTo(halfNeck, neck);
        outline.curveTo(halfNeck, shoulder - 0.15, halfWidth, neck + 0.15, halfWidth, shoulder);
        outline.lineTo(halfWidth, height - 0.08);
        outline.quadTo(halfWidth, height, halfWidth - 0.08, height);
        outline.lineTo(-halfWidth + 0.08, height);
        outline.quadTo(-halfWidth, height, -halfWidth, height - 0.08);
        outline.lineTo(-halfWidth, shoulder);
        outline.curveTo(-halfWidth, neck + 0.15, -halfNeck, shoulder - 0.15, -halfNeck, neck);
        outline.closePath();
        double cap = random.nextDouble(0.14, 0.2);
        Drawing.Builder drawing = new Drawing.Builder()
                .fill(BODY, outline)
                .fill(ACCENT, new Rectangle2D.Double(-halfNeck - 0.04, -cap, 2 * halfNeck + 0.08, cap + 0.02));
        if (random.nextDouble() < 0.7) {
            double top = random.nextDouble(1.05, 1.25);
            double labelHeight = random.nextDouble(0.35, 0.6);
            drawing.fill(ACCENT, new Rectangle2D.Double(-halfWidth, top, 2 * halfWidth, labelHeight));
        }
        return drawing.build();
    }

    static Drawing umbrella(SplittableRandom random) {
        double height = random.nextDouble(0.75, 1.0);
        double pen = random.nextDouble(0.1, 0.15);
        int panels = random.nextInt(3, 6);
        double panelWidth = 2.0 / panels;
        double scallop = random.nextDouble(0.1, 0.18);
        Path2D canopy = new Path2D.Double(new Arc2D.Double(-1, -height, 2, 2 * height, 180, -180, Arc2D.OPEN));
        for (int panel = panels - 1; panel >= 0; panel--) {
            double left = -1 + panel * panelWidth;
            canopy.quadTo(left + panelWidth / 2, -2 * scallop, left, 0);
        }
        canopy.closePath();
        Area stripes = new Area();
        for (int panel = 1; panel < panels; panel += 2) {
            double left = -1 + panel * panelWidth;
            Path2D stripe = new Path2D.Double();
            stripe.moveTo(0, -height);
            stripe.lineTo(left, 0);
            stripe.quadTo(left + panelWidth / 2, -2 * scallop, left + panelWidth, 0);
            stripe.closePath();
            stripes.add(new Area(stripe));
        }
        double hook = random.nextDouble(0.16, 0.24);
        double foot = random.nextDouble(0.75, 1.0);
        Path2D shaft = new Path2D.Double();
        shaft.moveTo(0, -height - 0.12);
        shaft.lineTo(0, foot - hook);
        shaft.append(new Arc2D.Double(0, foot - 2 * hook, 2 * hook, 2 * hook, 180, 180, Arc2D.OPEN), true);
        Drawing.Builder drawing = new Drawing.Builder().stroke(LINE, pen, shaft).fill(BODY, canopy);
        if (random.nextDouble() < 0.6) {
            drawing.fill(ACCENT, stripes);
        }
        return drawing.build();
    }

    static Drawing lamp(SplittableRandom random) {
        double top = random.nextDouble(0.3, 0.5);
        double bottom = random.nextDouble(0.72, 0.92);
        double shade = random.nextDouble(0.75, 0.95);
        double stem = random.nextDouble(0.65, 0.9);
        double foot = random.nextDouble(0.45, 0.6);
        double pen = random.nextDouble(0.12, 0.18);
        double footHeight = random.nextDouble(0.14, 0.22);
        Drawing.Builder drawing = new Drawing.Builder()
                .line(LINE, pen, 0, shade, 0, shade + stem)
                .fill(
                        BODY,
                        new RoundRectangle2D.Double(
                                -foot, shade + stem - footHeight / 2, 2 * foot, footHeight, 0.2, 0.2))
                .fill(ACCENT, polygon(-top, 0, top, 0, bottom, shade, -bottom, shade));
        if (random.nextDouble() < 0.4) {
            double swell = random.nextDouble(0.18, 0.28);
            drawing.fill(
                    BODY,
                    new Ellipse2D.Double(-swell, shade + stem * 0.35, 2 * swell, stem * random.nextDouble(0.4, 0.6)));
        }
        return drawing.build();
    }

    static Drawing key(SplittableRandom random) {
        double bow = random.nextDouble(0.42, 0.55);
        double hole = bow * random.nextDouble(0.42, 0.58);
        double shaft = random.nextDouble(0.1, 0.14);
        double length = random.nextDouble(1.3, 1.6);
        Area whole = random.nextDouble() < 0.6
                ? new Area(new Ellipse2D.Double(-bow, -bow, 2 * bow, 2 * bow))
                : new Area(new RoundRectangle2D.Double(-bow, -bow, 2 * bow, 2 * bow, 0.5, 0.5));
        whole.add(new Area(new Rectangle2D.Double(0, -shaft, bow + length, 2 * shaft)));
        int teeth = random.nextInt(2, 4);
        double place = bow + length;
        for (int tooth = 0; tooth < teeth; tooth++) {
            double width = random.nextDouble(0.14, 0.2);
            whole.add(new Area(new Rectangle2D.Double(place - width, 0, width, shaft + random.nextDouble(0.24, 0.42))));
            place -= width + random.nextDouble(0.1, 0.16);
        }
        whole.subtract(new Area(new Ellipse2D.Double(-hole - 0.05, -hole, 2 * hole, 2 * hole)));
        return new Drawing.Builder().fill(BODY, whole).build();
    }

    static Drawing chair(SplittableRandom random) {
        double width = random.nextDouble(0.85, 1.1);
        double back = random.nextDouble(0.95, 1.2);
        double legs = random.nextDouble(0.75, 0.95);
        double lean = random.nextDouble(0.05, 0.22);
        double pen = random.nextDouble(0.13, 0.18);
        double splay = random.nextDouble(0.0, 0.15);
        Drawing.Builder drawing = new Drawing.Builder()
                .line(LINE, pen, 0, 0, -splay, legs)
                .line(LINE, pen, width, 0, width + splay, legs);
        if (random.nextDouble() < 0.5) {
            drawing.line(LINE, pen * 0.8, 0, legs * 0.5, width, legs * 0.5);
        }
        double board = random.nextDouble(0.3, 0.55);
        double lower = 1 - board;
        return drawing.line(LINE, pen, 0, 0, -lean, -back)
                .fill(
                        ACCENT,
                        polygon(
                                -lean * lower - 0.1,
                                -back * lower,
                                -lean - 0.1,
                                -back,
                                -lean + 0.14,
                                -back,
                                -lean * lower + 0.14,
                                -back * lower))
                .fill(
                        BODY,
                        new RoundRectangle2D.Double(
                                -0.12, -0.12, width + 0.24, random.nextDouble(0.2, 0.28), 0.15, 0.15))
                .build();
    }

    /** A closed polygon through the points (x0, y0), (x1, y1), ... */
    static Path2D polygon(double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        path.closePath();
        return path;
    }
}
