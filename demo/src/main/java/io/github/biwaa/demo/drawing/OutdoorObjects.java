package io.github.biwaa.demo.drawing;

import static io.github.biwaa.demo.drawing.HouseholdObjects.polygon;
import static io.github.biwaa.demo.drawing.Ink.ACCENT;
import static io.github.biwaa.demo.drawing.Ink.BODY;
import static io.github.biwaa.demo.drawing.Ink.LINE;

import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/** Things found outdoors, each with varying proportions. Coordinates are free: {@link Drawing.Builder#build} fits them. */
final class OutdoorObjects {

    private OutdoorObjects() {}

    static Drawing house(SplittableRandom random) {
        double halfWidth = random.nextDouble(0.65, 0.9);
        double walls = random.nextDouble(0.75, 1.05);
        double roof = random.nextDouble(0.55, 0.85);
        double eaves = random.nextDouble(0.1, 0.22);
        Drawing.Builder drawing = new Drawing.Builder();
        if (random.nextDouble() < 0.5) {
            double chimney = halfWidth * random.nextDouble(0.35, 0.55);
            drawing.fill(BODY, new Rectangle2D.Double(chimney, -roof, 0.22, roof * 0.8));
        }
        drawing.fill(BODY, new Rectangle2D.Double(-halfWidth, 0, 2 * halfWidth, walls))
                .fill(ACCENT, polygon(-halfWidth - eaves, 0, 0, -roof, halfWidth + eaves, 0));
        double door = halfWidth * random.nextDouble(-0.75, -0.1);
        double doorHeight = walls * random.nextDouble(0.5, 0.7);
        drawing.fill(LINE, new Rectangle2D.Double(door, walls - doorHeight, 0.3, doorHeight));
        double window = random.nextDouble(0.26, 0.36);
        return drawing.fill(ACCENT, new Rectangle2D.Double(halfWidth * 0.4, walls * 0.25, window, window))
                .build();
    }

    static Drawing tree(SplittableRandom random) {
        double trunk = random.nextDouble(0.1, 0.17);
        double trunkHeight = random.nextDouble(0.4, 0.75);
        Drawing.Builder drawing =
                new Drawing.Builder().fill(LINE, new Rectangle2D.Double(-trunk, -0.3, 2 * trunk, trunkHeight + 0.3));
        return (random.nextDouble() < 0.6 ? broadLeaved(drawing, random) : fir(drawing, random)).build();
    }

    private static Drawing.Builder broadLeaved(Drawing.Builder drawing, SplittableRandom random) {
        Area crown = new Area();
        int clouds = random.nextInt(4, 7);
        double spread = random.nextDouble(0.3, 0.42);
        for (int cloud = 0; cloud < clouds; cloud++) {
            double angle = 2 * Math.PI * (cloud + random.nextDouble(0, 0.4)) / clouds;
            double radius = random.nextDouble(0.4, 0.52);
            double x = spread * 1.15 * Math.cos(angle);
            double y = -0.7 + spread * Math.sin(angle);
            crown.add(new Area(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius)));
        }
        return drawing.fill(BODY, crown);
    }

    private static Drawing.Builder fir(Drawing.Builder drawing, SplittableRandom random) {
        int tiers = random.nextInt(2, 4);
        double halfWidth = random.nextDouble(0.6, 0.8);
        double height = random.nextDouble(0.6, 0.75);
        Area crown = new Area();
        for (int tier = 0; tier < tiers; tier++) {
            double bottom = -tier * height * 0.6;
            double reach = halfWidth * (1 - 0.22 * tier);
            crown.add(new Area(polygon(-reach, bottom, 0, bottom - height, reach, bottom)));
        }
        return drawing.fill(BODY, crown);
    }

    static Drawing fish(SplittableRandom random) {
        double height = random.nextDouble(0.38, 0.55);
        double tail = random.nextDouble(0.3, 0.45);
        double notch = random.nextDouble(0.1, 0.22);
        Path2D body = new Path2D.Double();
        body.moveTo(-1, 0);
        body.curveTo(-0.55, -height * 1.35, 0.3, -height * 1.2, 0.75, -0.06);
        body.lineTo(0.75, 0.06);
        body.curveTo(0.3, height * 1.2, -0.55, height * 1.35, -1, 0);
        body.closePath();
        double fin = random.nextDouble(0.18, 0.32);
        double eye = random.nextDouble(0.07, 0.1);
        Drawing.Builder drawing = new Drawing.Builder()
                .fill(ACCENT, polygon(-0.3, -height * 0.8, 0.25, -height * 0.8 - fin, 0.35, -height * 0.4))
                .fill(ACCENT, polygon(0.6, 0, 1.15, -tail, 1.15 - notch, 0, 1.15, tail))
                .fill(BODY, body)
                .fill(LINE, new Ellipse2D.Double(-0.68 - eye, -0.12 - eye, 2 * eye, 2 * eye));
        int stripes = random.nextInt(0, 3);
        for (int stripe = 0; stripe < stripes; stripe++) {
            Area band = new Area(new Rectangle2D.Double(-0.3 + 0.4 * stripe, -1, 0.16, 2));
            band.intersect(new Area(body));
            drawing.fill(ACCENT, band);
        }
        return drawing.build();
    }

    static Drawing bicycle(SplittableRandom random) {
        double radius = random.nextDouble(0.46, 0.56);
        double reach = random.nextDouble(0.64, 0.76);
        double tyre = random.nextDouble(0.1, 0.14);
        double tube = random.nextDouble(0.1, 0.14);
        double saddle = random.nextDouble(0.6, 0.75);
        double bars = random.nextDouble(0.72, 0.88);
        double lean = random.nextDouble(0.12, 0.22);
        Drawing.Builder drawing = new Drawing.Builder();
        for (int side = -1; side <= 1; side += 2) {
            drawing.stroke(LINE, tyre, new Ellipse2D.Double(side * reach - radius, -radius, 2 * radius, 2 * radius));
        }
        double headX = reach - lean;
        double seatX = -0.28;
        double seatY = -saddle + 0.12;
        drawing.line(BODY, tube, -reach, 0, -0.05, 0.05)
                .line(BODY, tube, -reach, 0, seatX, seatY)
                .line(BODY, tube, -0.05, 0.05, seatX, seatY)
                .line(BODY, tube, -0.05, 0.05, headX, -bars + 0.25)
                .line(BODY, tube, seatX, seatY, headX, -bars + 0.25)
                .line(BODY, tube, reach, 0, headX - 0.04, -bars);
        drawing.line(LINE, tube * 1.2, seatX - 0.2, -saddle, seatX + 0.16, -saddle)
                .line(LINE, tube, headX - 0.04, -bars, headX + 0.2, -bars - random.nextDouble(-0.05, 0.1));
        return drawing.build();
    }
}
