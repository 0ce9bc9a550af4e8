package io.github.biwaa.performance;

import io.github.biwaa.BiwaaException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** JPEG files of the size and with the detail of photos: what decoding costs depends on both. */
final class SyntheticPhotos {
    private static final int WIDTH = 500;
    private static final int HEIGHT = 375;
    private static final int WAVES = 6;
    private static final int GRAIN = 24;

    private SyntheticPhotos() {}

    /**
     * Writes them into a folder.
     *
     * @return their files, in order
     */
    static List<Path> write(Path folder, int count) {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve("photo-" + i + ".jpg");
            try {
                ImageIO.write(draw(new SplittableRandom(i)), "jpg", file.toFile());
            } catch (IOException e) {
                throw new BiwaaException("cannot write " + file + ": " + e.getMessage(), e);
            }
            files.add(file);
        }
        return files;
    }

    /** Waves of several lengths in each channel, under some grain. */
    private static BufferedImage draw(SplittableRandom random) {
        double[][] waves = new double[3 * WAVES][];
        for (int i = 0; i < waves.length; i++) {
            double frequency = Math.pow(2, random.nextDouble(1, 6)) * Math.PI / WIDTH;
            double angle = random.nextDouble(2 * Math.PI);
            waves[i] = new double[] {
                frequency * Math.cos(angle), frequency * Math.sin(angle), random.nextDouble(2 * Math.PI)
            };
        }
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int colour = 0;
                for (int channel = 0; channel < 3; channel++) {
                    double sum = random.nextDouble(-GRAIN, GRAIN);
                    for (int wave = channel * WAVES; wave < (channel + 1) * WAVES; wave++) {
                        sum += 255.0 / (2 * WAVES) * Math.sin(waves[wave][0] * x + waves[wave][1] * y + waves[wave][2]);
                    }
                    colour = colour << 8 | (int) Math.max(0, Math.min(255, 128 + sum));
                }
                picture.setRGB(x, y, colour);
            }
        }
        return picture;
    }
}
