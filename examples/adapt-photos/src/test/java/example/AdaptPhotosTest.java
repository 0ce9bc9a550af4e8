package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.Prediction;
import io.github.biwaa.training.Adaptation;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Discs and bars: white on black with labels, grey on dark blue without. */
class AdaptPhotosTest {
    private static final int SIZE = 28;
    private static final int PER_CLASS = 12;

    @Test
    void namesTheClassOfPicturesWithoutLabels(@TempDir Path folder) throws IOException {
        Path labelled = folder.resolve("labelled");
        Path unlabelled = folder.resolve("unlabelled");
        for (int i = 0; i < PER_CLASS; i++) {
            draw(labelled.resolve("disc/" + i + ".png"), true, i, Color.BLACK, Color.WHITE);
            draw(labelled.resolve("bar/" + i + ".png"), false, i, Color.BLACK, Color.WHITE);
            draw(unlabelled.resolve("disc-" + i + ".png"), true, i, new Color(10, 10, 60), Color.LIGHT_GRAY);
            draw(unlabelled.resolve("bar-" + i + ".png"), false, i, new Color(10, 10, 60), Color.LIGHT_GRAY);
        }
        Path run = folder.resolve("run");

        Files.writeString(unlabelled.resolve("Thumbs.db"), "left by Windows");
        Files.writeString(unlabelled.resolve("broken.jpg"), "no picture");
        Files.createDirectories(unlabelled.resolve("__MACOSX"));

        // A small network that needs no weights, for drawings.
        AdaptPhotos.train(Adaptation.of(labelled, unlabelled)
                .backbone("lenet")
                .iterations(100)
                .batchSize(8)
                .runs(2)
                .set(DataSettings.SKIP_BROKEN, true)
                .out(run));
        AdaptPhotos.classify(run, unlabelled);

        int right = 0;
        try (Classifier classifier = Classifier.load(run)) {
            assertEquals(Set.of("bar", "disc"), Set.copyOf(classifier.classes()));
            for (int i = 0; i < PER_CLASS; i++) {
                for (String name : classifier.classes()) {
                    Prediction prediction = classifier.classify(unlabelled.resolve(name + "-" + i + ".png"));
                    right += prediction.className().equals(name) ? 1 : 0;
                }
            }
        }
        assertTrue(right > PER_CLASS * 3 / 2, right + " of " + 2 * PER_CLASS + " are right");
    }

    private static void draw(Path file, boolean disc, int i, Color ground, Color ink) throws IOException {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(ground);
        graphics.fillRect(0, 0, SIZE, SIZE);
        graphics.setColor(ink);
        if (disc) {
            graphics.fillOval(3 + i % 4, 3 + i / 4, 16, 16);
        } else {
            graphics.fillRect(11 + i % 4, 2 + i / 4, 4, 22);
        }
        graphics.dispose();
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
