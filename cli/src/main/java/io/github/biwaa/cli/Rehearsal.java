package io.github.biwaa.cli;

import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.run.Versions;
import io.github.biwaa.torch.Engine;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;

/**
 * Does once what commands do, with a picture and a model made up, so that the launcher can keep the classes they load ready for later starts: those of
 * the first answer that {@code biwaa predict} gives. Leaves nothing behind.
 */
final class Rehearsal {
    private static final int SIZE = 28;

    private Rehearsal() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("biwaa-rehearsal");
        try {
            Path picture = folder.resolve("picture.jpg");
            ImageIO.write(new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB), "jpg", picture.toFile());
            saveModel(folder.resolve("model"));
            Biwaa.run("doctor");
            Biwaa.run("predict", "--model", folder.resolve("model").toString(), "--images", picture.toString());
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void saveModel(Path folder) {
        Engine.load();
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network =
                        new AdaptationNetwork(Backbones.of("lenet").create(1, SIZE), 0, 2)) {
            ModelFolder.save(
                    folder,
                    network,
                    ModelDescription.ofPictures("lenet", Preprocessing.digits(SIZE, 1))
                            .method("source-only")
                            .bottleneck(0, 1)
                            .classes(List.of("a", "b"))
                            .build(Versions.biwaa()));
        }
    }
}
