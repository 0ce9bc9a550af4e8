package io.github.biwaa.demo.drawing;

import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/**
 * Where an object may stand in a picture.
 *
 * @param smallest least length of the object's longer side, as a share of the picture's side
 * @param largest greatest such length
 * @param turn greatest rotation to either side, in degrees
 * @param stretch greatest change of the aspect ratio, as a share
 */
record Placement(double smallest, double largest, double turn, double stretch) {

    /** Draws a place such that the whole object lies inside the picture: mirrored or not, turned, scaled, then shifted within the room left. */
    AffineTransform place(Drawing drawing, SplittableRandom random, int pictureSize) {
        double mirror = random.nextDouble() < 0.5 ? -1 : 1;
        double angle = Math.toRadians(turn) * random.nextDouble(-1, 1);
        double aspect = 1 + stretch * random.nextDouble(-1, 1);
        double side = pictureSize * (smallest + (largest - smallest) * random.nextDouble());
        double acrossShare = random.nextDouble();
        double downShare = random.nextDouble();

        AffineTransform turned = AffineTransform.getRotateInstance(angle);
        turned.scale(mirror * aspect, 1 / aspect);
        Rectangle2D bounds = drawing.boundsUnder(turned);
        double scale = side / Math.max(bounds.getWidth(), bounds.getHeight());
        double margin = pictureSize * 0.04;
        AffineTransform placement = AffineTransform.getTranslateInstance(
                shift(bounds.getMinX() * scale, bounds.getWidth() * scale, acrossShare, margin, pictureSize),
                shift(bounds.getMinY() * scale, bounds.getHeight() * scale, downShare, margin, pictureSize));
        placement.scale(scale, scale);
        placement.concatenate(turned);
        return placement;
    }

    /** The offset that puts an extent somewhere in the middle of the room it has; not at the very edges, people aim at what they depict. */
    private static double shift(double start, double extent, double share, double margin, int pictureSize) {
        double room = Math.max(0, pictureSize - extent - 2 * margin);
        return margin + room * (0.2 + 0.6 * share) - start;
    }
}
