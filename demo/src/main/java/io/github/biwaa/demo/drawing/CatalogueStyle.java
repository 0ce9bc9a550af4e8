package io.github.biwaa.demo.drawing;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.SplittableRandom;

/** {@link DomainStyle#CATALOGUE}: filled or outlined, a handful of printed colours, nearly white paper. */
final class CatalogueStyle {

    private static final List<Color> PRINTED = List.of(
            new Color(0xC0392B),
            new Color(0x2463A5),
            new Color(0x2E8B57),
            new Color(0xE0902B),
            new Color(0x6A4C93),
            new Color(0x5D6D7E));
    private static final Color INK = new Color(0x23262B);
    private static final Placement PLACEMENT = new Placement(0.7, 0.92, 10, 0.08);

    private CatalogueStyle() {}

    static Picture depict(Drawing drawing, SplittableRandom random, int pictureSize) {
        BufferedImage image = new BufferedImage(pictureSize, pictureSize, BufferedImage.TYPE_INT_RGB);
        AffineTransform placement = PLACEMENT.place(drawing, random.split(), pictureSize);
        Color paper = paper(random);
        Brush brush = brush(random, paper, pictureSize / 64.0);
        Graphics2D graphics = Brush.canvas(image);
        try {
            graphics.setPaint(paper);
            graphics.fillRect(0, 0, pictureSize, pictureSize);
            brush.paint(drawing, placement, graphics);
        } finally {
            graphics.dispose();
        }
        return new Picture(image, brush.box(drawing, placement, pictureSize));
    }

    private static Color paper(SplittableRandom random) {
        int lightness = random.nextInt(243, 256);
        return new Color(lightness - random.nextInt(6), lightness - random.nextInt(6), lightness - random.nextInt(6));
    }

    private static Brush brush(SplittableRandom random, Color paper, double pixel) {
        int body = random.nextInt(PRINTED.size());
        int accent = (body + random.nextInt(1, PRINTED.size())) % PRINTED.size();
        double line = pixel * random.nextDouble(1.2, 2.2);
        double manner = random.nextDouble();
        if (manner < 0.25) {
            return new Brush(paper, paper, INK, line);
        }
        return new Brush(PRINTED.get(body), PRINTED.get(accent), INK, manner < 0.7 ? line : 0);
    }
}
