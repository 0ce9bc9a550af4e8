package io.github.biwaa.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws pictures of 28 x 28 pixels: three shapes, white on black in the source, yellow on blue in the target. */
public final class TinyPictures {
    public static final List<String> CLASSES = List.of("box", "ring", "stroke");
    private static final int SIZE = 28;

    private TinyPictures() {}

    /** A folder per class. */
    public static Path source(Path folder, int perClass) {
        for (int k = 0; k < CLASSES.size(); k++) {
            for (int i = 0; i < perClass; i++) {
                draw(folder.resolve(CLASSES.get(k)).resolve(i + ".png"), k, i, Color.BLACK, Color.WHITE);
            }
        }
        return folder;
    }

    /** A folder per class. */
    public static Path labelledTarget(Path folder, int perClass) {
        for (int k = 0; k < CLASSES.size(); k++) {
            for (int i = 0; i < perClass; i++) {
                targetPicture(folder.resolve(CLASSES.get(k)).resolve(targetName(k, i)), k, i);
            }
        }
        return folder;
    }

    /** The pictures of {@link #labelledTarget} in the same order, without folders. */
    public static Path unlabelledTarget(Path folder, int perClass) {
        for (int k = 0; k < CLASSES.size(); k++) {
            for (int i = 0; i < perClass; i++) {
                targetPicture(folder.resolve(targetName(k, i)), k, i);
            }
        }
        return folder;
    }

    /** A name that says nothing, in the order of the classes. */
    private static String targetName(int k, int i) {
        return "p" + (100 * (k + 1) + i) + ".png";
    }

    public static void targetPicture(Path file, int k, int i) {
        draw(file, k, i, new Color(20, 30, 90 + 7 * i), Color.YELLOW);
    }

    private static void draw(Path file, int k, int i, Color ground, Color ink) {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(ground);
        graphics.fillRect(0, 0, SIZE, SIZE);
        graphics.setColor(ink);
        int x = 2 + i % 5;
        int y = 2 + i * 3 % 7;
        switch (k) {
            case 0 -> graphics.fillRect(x, y, 14, 14);
            case 1 -> graphics.drawOval(x, y, 17, 17);
            default -> graphics.drawLine(x, y, x + 16, y + 16);
        }
        graphics.dispose();
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
