package io.github.biwaa.demo.drawing;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/**
 * What lies behind an object that somebody photographed: a coloured surface with a gradient, a texture, and other things lying about.
 *
 * @param luminance of the surface in the mean, 0-1
 * @param hue of the surface, 0-1
 * @param saturation of the surface, 0-1
 * @param strength factor on gradient, texture and clutter
 */
record Backdrop(double luminance, double hue, double saturation, double strength) {

    /** Covers the whole image. */
    void paint(BufferedImage image, SplittableRandom random) {
        surface(image, random.split());
        Graphics2D graphics = Brush.canvas(image);
        try {
            clutter(graphics, image.getWidth(), random.split());
        } finally {
            graphics.dispose();
        }
    }

    private void surface(BufferedImage image, SplittableRandom random) {
        int size = image.getWidth();
        Color near = Tint.of(hue, saturation, luminance);
        Color far = Tint.of(hue + 0.15 * random.nextDouble(-1, 1), saturation, luminance + 0.12 * strength);
        double direction = random.nextDouble(2 * Math.PI);
        double across = Math.cos(direction);
        double down = Math.sin(direction);
        double blotches = strength * random.nextDouble(0.06, 0.2);
        double[] coarse = grid(random.split());
        double[] fine = grid(random.split());
        double pattern = random.nextDouble();
        double lines = random.nextDouble(3, 7);
        double relief = strength * random.nextDouble(0.03, 0.09);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double u = (x + 0.5) / size;
                double v = (y + 0.5) / size;
                double mix = Math.max(0, Math.min(1, 0.5 + across * (u - 0.5) + down * (v - 0.5)));
                double lightness = blotches * (smooth(coarse, 4 * u, 4 * v) + 0.6 * smooth(fine, 11 * u, 11 * v));
                double wave = Math.sin(2 * Math.PI * lines * (across * u + down * v));
                if (pattern < 0.3) {
                    lightness += relief * Math.signum(wave);
                } else if (pattern < 0.5) {
                    double cross = Math.sin(2 * Math.PI * lines * (across * v - down * u));
                    lightness += relief * Math.signum(wave * cross);
                }
                image.setRGB(x, y, rgb(near, far, mix, lightness));
            }
        }
    }

    private static int rgb(Color near, Color far, double mix, double lightness) {
        int red = Tint.channel((near.getRed() + mix * (far.getRed() - near.getRed())) / 255 + lightness);
        int green = Tint.channel((near.getGreen() + mix * (far.getGreen() - near.getGreen())) / 255 + lightness);
        int blue = Tint.channel((near.getBlue() + mix * (far.getBlue() - near.getBlue())) / 255 + lightness);
        return red << 16 | green << 8 | blue;
    }

    private void clutter(Graphics2D graphics, int size, SplittableRandom random) {
        int things = (int) Math.round(strength * random.nextDouble(1, 5));
        for (int thing = 0; thing < things; thing++) {
            Color colour = Tint.of(random.nextDouble(), saturation, luminance + 0.25 * random.nextDouble(-1, 1));
            graphics.setPaint(Tint.veil(colour, 0.35 + 0.3 * random.nextDouble()));
            double x = size * random.nextDouble();
            double y = size * random.nextDouble();
            double width = size * random.nextDouble(0.12, 0.45);
            double height = size * random.nextDouble(0.08, 0.35);
            switch (random.nextInt(3)) {
                case 0 -> graphics.fill(new Ellipse2D.Double(x - width / 2, y - height / 2, width, height));
                case 1 -> graphics.fill(new Rectangle2D.Double(x - width / 2, y - height / 2, width, height));
                default ->
                    graphics.fill(Drawing.Builder.pen(
                            size * 0.045, new Line2D.Double(x, y, x + 2 * width - size / 2.0, y + 2 * height)));
            }
        }
    }

    private static final int GRID = 13;

    private static double[] grid(SplittableRandom random) {
        double[] values = new double[GRID * GRID];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble(-1, 1);
        }
        return values;
    }

    /** Value noise: the grid's values, interpolated with a smooth step. */
    private static double smooth(double[] grid, double x, double y) {
        int column = (int) x;
        int row = (int) y;
        double right = ease(x - column);
        double below = ease(y - row);
        int corner = row * GRID + column;
        double upper = grid[corner] + right * (grid[corner + 1] - grid[corner]);
        double lower = grid[corner + GRID] + right * (grid[corner + GRID + 1] - grid[corner + GRID]);
        return upper + below * (lower - upper);
    }

    private static double ease(double share) {
        return share * share * (3 - 2 * share);
    }
}
