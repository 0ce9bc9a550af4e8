package io.github.biwaa.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Draws charts as pictures, in the light colours of the page's style sheet. */
final class ImagePen implements Pen {
    private static final Logger LOG = LoggerFactory.getLogger(ImagePen.class);
    /** Pixels per unit of a chart. */
    static final double SCALE = 1.5;

    static final int MARGIN = 8;
    private static final float LETTERS = 11.5f;
    private static final double DOT = 4;

    /** What the style sheet calls the colours of class names that have none of their own name. */
    private static final Map<String, String> NAMES = Map.of(
            "hit", "accent", "miss", "bad", "dropped", "bad", "truth", "quiet", "tick", "quiet", "axis", "quiet",
            "value", "quiet", "on", "card");

    private final Graphics2D graphics;
    private final Map<String, Color> palette;

    private ImagePen(Graphics2D graphics, Map<String, Color> palette) {
        this.graphics = graphics;
        this.palette = palette;
    }

    static BufferedImage draw(Chart chart) {
        BufferedImage image = new BufferedImage(
                pixels(chart.width() + 2 * MARGIN), pixels(chart.height() + 2 * MARGIN), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.scale(SCALE, SCALE);
            graphics.translate(MARGIN, MARGIN);
            chart.marks().accept(new ImagePen(graphics, palette()));
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private static int pixels(double units) {
        return (int) Math.ceil(units * SCALE);
    }

    /** The style sheet names its light colours first. */
    private static Map<String, Color> palette() {
        Map<String, Color> palette = new HashMap<>();
        Matcher colours = Pattern.compile("--(\\w+):(#[0-9a-f]{6})\\b")
                .matcher(Html.resource("report.css").toString());
        while (colours.find()) {
            palette.putIfAbsent(colours.group(1), Color.decode(colours.group(2)));
        }
        return palette;
    }

    private Color colour(String style) {
        for (String name : style.split(" ")) {
            Color found = palette.get(NAMES.getOrDefault(name, name));
            if (found != null) {
                return found;
            }
        }
        return palette.getOrDefault("ink", Color.BLACK);
    }

    @Override
    public void line(String style, double x1, double y1, double x2, double y2) {
        graphics.setColor(colour(style));
        graphics.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    /** Nothing where this machine has no fonts, as small containers do: the shapes are useful without their names too. */
    @Override
    public void text(String style, String text, double x, double y, Anchor anchor, double size, double turn) {
        AffineTransform before = graphics.getTransform();
        try {
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont(size > 0 ? (float) size : LETTERS));
            graphics.setColor(colour(style));
            double length =
                    graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
            graphics.rotate(Math.toRadians(turn), x, y);
            graphics.drawString(text, (float) (x - length * anchor.ordinal() / 2), (float) y);
        } catch (RuntimeException | LinkageError | InternalError noFonts) {
            LOG.debug("a figure has no lettering", noFonts);
        } finally {
            graphics.setTransform(before);
        }
    }

    @Override
    public void box(String style, double x, double y, double width, double height, double opacity, String tip) {
        Color colour = colour(style);
        graphics.setColor(new Color(
                colour.getRed(), colour.getGreen(), colour.getBlue(), (int) Math.round(opacity * colour.getAlpha())));
        graphics.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void curve(LineChart.Series series, double[][] places) {
        graphics.setColor(colour(series.style()));
        Path2D path = new Path2D.Double();
        for (double[] place : places) {
            if (path.getCurrentPoint() == null) {
                path.moveTo(place[0], place[1]);
            }
            path.lineTo(place[0], place[1]);
        }
        graphics.setStroke(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(path);
        graphics.setStroke(new BasicStroke());
    }

    @Override
    public void dots(String style, int hue, String tip, double[][] places) {
        graphics.setColor(hue < 0 ? colour(style) : Color.getHSBColor(hue / 360f, 0.62f, 0.75f));
        for (double[] place : places) {
            graphics.fill(new Ellipse2D.Double(place[0] - DOT / 2, place[1] - DOT / 2, DOT, DOT));
        }
    }
}
