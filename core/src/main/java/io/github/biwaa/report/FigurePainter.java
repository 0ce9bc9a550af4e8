package io.github.biwaa.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Charts as pictures, for viewers that show no SVG. */
final class FigurePainter {
    private static final Logger LOG = LoggerFactory.getLogger(FigurePainter.class);
    private static final int LEFT = 120;
    private static final int WIDTH = 560;
    private static final int ROW = 22;
    private static final int MARGIN = 14;
    private static final int VALUE = 60;
    private static final Color INK = new Color(0x1d2430);
    private static final Color BAR = new Color(0x2f6bd8);
    private static final Color MISS = new Color(0xc8413b);

    private FigurePainter() {}

    /** @return a bar per class */
    static BufferedImage bars(List<String> classes, int[] counts) {
        int most = Math.max(1, IntStream.of(counts).max().orElse(1));
        return paint(WIDTH, 2 * MARGIN + ROW * counts.length, graphics -> {
            for (int k = 0; k < counts.length; k++) {
                int top = MARGIN + k * ROW;
                int length = (int) Math.round((WIDTH - LEFT - VALUE) * counts[k] / (double) most);
                graphics.setColor(BAR);
                graphics.fillRect(LEFT, top + 4, length, ROW - 8);
                graphics.setColor(INK);
                text(graphics, classes.get(k), MARGIN, top + ROW - 7);
                text(graphics, Integer.toString(counts[k]), LEFT + length + 6, top + ROW - 7);
            }
        });
    }

    /** @return a row per true class, a column per predicted one, shaded by the share of the row */
    static BufferedImage confusion(List<String> classes, int[][] counts) {
        int cell = Math.max(6, Math.min(ROW * 2, (WIDTH - LEFT - MARGIN) / counts.length));
        int side = cell * counts.length;
        return paint(LEFT + side + MARGIN, 2 * MARGIN + side, graphics -> {
            for (int i = 0; i < counts.length; i++) {
                int total = Math.max(1, IntStream.of(counts[i]).sum());
                for (int j = 0; j < counts.length; j++) {
                    Color colour = i == j ? BAR : MISS;
                    int alpha = counts[i][j] == 0 ? 0 : (int) Math.round(20 + 235.0 * counts[i][j] / total);
                    graphics.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha));
                    graphics.fillRect(LEFT + j * cell, MARGIN + i * cell, cell - 1, cell - 1);
                }
                graphics.setColor(INK);
                if (cell >= 10) {
                    text(graphics, classes.get(i), MARGIN, MARGIN + i * cell + cell / 2 + 4);
                }
            }
        });
    }

    private static BufferedImage paint(int width, int height, Consumer<Graphics2D> painter) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, width, height);
            painter.accept(graphics);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    /** Nothing where this machine has no fonts, as small containers do: the shapes are useful without their names too. */
    private static void text(Graphics2D graphics, String text, int x, int y) {
        try {
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
            graphics.drawString(Html.shortened(text, 16), x, y);
        } catch (RuntimeException | LinkageError | InternalError noFonts) {
            LOG.debug("a figure has no lettering", noFonts);
        }
    }
}
