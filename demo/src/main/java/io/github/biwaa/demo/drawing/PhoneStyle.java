package io.github.biwaa.demo.drawing;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/**
 * {@link DomainStyle#PHONE}. Each kind of choice has a stream of its own, and takes the same numbers from it at any strength: one picture at two
 * strengths shows the same thing in the same place, degraded more or less.
 */
final class PhoneStyle {

    private PhoneStyle() {}

    static Picture depict(Drawing drawing, SplittableRandom random, int pictureSize, double strength) {
        double pixel = pictureSize / 64.0;
        SplittableRandom place = random.split();
        SplittableRandom colours = random.split();
        SplittableRandom ground = random.split();
        SplittableRandom cover = random.split();
        SplittableRandom lens = random.split();

        // Light objects on dark grounds are the rarer case, as they are in a home.
        boolean inverted = colours.nextDouble() < 0.15 * strength;
        double depth = colours.nextDouble();
        double luminance = inverted ? 0.35 - 0.1 * depth : 1 - strength * (0.12 + 0.28 * depth);
        Backdrop backdrop =
                new Backdrop(luminance, colours.nextDouble(), strength * colours.nextDouble(0.08, 0.36), strength);

        BufferedImage scene = new BufferedImage(pictureSize, pictureSize, BufferedImage.TYPE_INT_RGB);
        backdrop.paint(scene, ground);
        Placement placement = new Placement(0.86 - 0.24 * strength, 0.94, 8 + 22 * strength, 0.06 + 0.08 * strength);
        AffineTransform placed = placement.place(drawing, place, pictureSize);
        Rectangle2D bounds = drawing.boundsUnder(placed);
        Brush brush = brush(backdrop, inverted, colours, pixel);
        Graphics2D graphics = Brush.canvas(scene);
        try {
            brush.paint(drawing, placed, graphics);
            cover(graphics, bounds, backdrop, cover, strength);
        } finally {
            graphics.dispose();
        }
        Camera camera = new Camera(
                pixel * (0.3 + strength * lens.nextDouble(0.1, 0.7)),
                strength * lens.nextDouble(0, 0.3),
                0.16 * strength,
                strength * lens.nextDouble(3, 11));
        return new Picture(camera.take(scene, lens), brush.box(drawing, placed, pictureSize));
    }

    /** Any colour that stands out from the ground; often with an outline, seldom nothing but an outline. */
    private static Brush brush(Backdrop backdrop, boolean inverted, SplittableRandom random, double pixel) {
        double away = inverted ? 1 : -1;
        double base = backdrop.luminance();
        Color body =
                Tint.of(random.nextDouble(), random.nextDouble(0.3, 0.8), base + away * random.nextDouble(0.25, 0.45));
        Color accent =
                Tint.of(random.nextDouble(), random.nextDouble(0.3, 0.8), base + away * random.nextDouble(0.2, 0.5));
        Color line = Tint.of(
                random.nextDouble(), 0.15, inverted ? random.nextDouble(0.85, 1) : random.nextDouble(0.05, 0.2));
        double width = pixel * random.nextDouble(1.2, 2.4);
        double manner = random.nextDouble();
        if (manner < 0.15) {
            Color pale = Tint.of(backdrop.hue(), backdrop.saturation() / 2, base - away * 0.12);
            return new Brush(pale, pale, line, width);
        }
        return new Brush(body, accent, line, manner < 0.6 ? width : 0);
    }

    /** Now and then something lies over one end of the object. */
    private static void cover(
            Graphics2D graphics, Rectangle2D object, Backdrop backdrop, SplittableRandom random, double strength) {
        boolean covered = random.nextDouble() < 0.2 * strength;
        Color colour = Tint.of(random.nextDouble(), backdrop.saturation(), backdrop.luminance() - 0.15);
        double share = random.nextDouble(0.1, 0.22);
        double turn = random.nextInt(4) * Math.PI / 2 + random.nextDouble(-0.3, 0.3);
        if (!covered) {
            return;
        }
        AffineTransform before = graphics.getTransform();
        graphics.rotate(turn, object.getCenterX(), object.getCenterY());
        double side = Math.max(object.getWidth(), object.getHeight());
        double edge = object.getCenterX() + side * (0.5 - share);
        graphics.setPaint(colour);
        graphics.fill(new RoundRectangle2D.Double(edge, object.getCenterY() - side, side * 0.28, 2 * side, 3, 3));
        graphics.setTransform(before);
    }
}
