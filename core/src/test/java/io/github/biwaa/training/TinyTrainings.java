package io.github.biwaa.training;

import io.github.biwaa.adaptation.MethodSettings;
import io.github.biwaa.adaptation.Weighting;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.Backbone;
import io.github.biwaa.network.Backbones;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.settings.AugmentationPreset;
import io.github.biwaa.settings.ComputeSettings;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.NetworkSettings;
import io.github.biwaa.settings.SamplingSettings;
import io.github.biwaa.settings.ScheduleSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Safetensors;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;

/** Trainings of LeNet from scratch that take a second, on pictures drawn here. */
final class TinyTrainings {
    static final int PER_CLASS = 4;
    static final int CLASSES = 2;

    private TinyTrainings() {}

    /** Draws the folders source (a folder per class) and target (no labels). */
    static void draw(Path folder) throws IOException {
        for (int k = 0; k < CLASSES; k++) {
            for (int i = 0; i < PER_CLASS; i++) {
                draw(folder.resolve("source/class" + k + "/" + i + ".png"), k, i, Color.WHITE);
                draw(folder.resolve("target/" + k + i + ".png"), k, i, Color.GRAY);
            }
        }
    }

    private static void draw(Path file, int k, int i, Color ink) throws IOException {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(ink);
        if (k == 0) {
            graphics.fillRect(3 + i, 4, 15, 15);
        } else {
            graphics.drawLine(3 + i, 4, 18 + i, 19);
        }
        graphics.dispose();
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    static TrainingConfiguration configuration(Path folder, int runs, int iterations) {
        return configuration(folder, runs, iterations, 0.001);
    }

    static TrainingConfiguration configuration(Path folder, int runs, int iterations, double learningRate) {
        return new TrainingConfiguration(
                new DataSettings(
                        location(folder.resolve("source")),
                        location(folder.resolve("target")),
                        false,
                        Optional.of(folder.resolve("cache"))),
                network("lenet", WeightsChoice.NONE, Freeze.NONE, Preprocessing.digits(28, 1)),
                "biwaa",
                new MethodSettings(10, Weighting.BOTH, true, 32, 0.5),
                new ScheduleSettings(runs, iterations, 4, learningRate, 4 * iterations, 1, 1, 42),
                SamplingSettings.DEFAULT,
                new ComputeSettings(1, 1, 4, 1, 0));
    }

    /** DTN, frozen, on two augmented views. */
    static TrainingConfiguration frozen(Path folder, Path weights) {
        TrainingConfiguration plain = configuration(folder, 1, 2);
        return new TrainingConfiguration(
                plain.data(),
                network("dtn", WeightsChoice.of(weights), Freeze.BACKBONE, Preprocessing.digits(32, 3)),
                plain.method(),
                plain.terms(),
                plain.schedule(),
                plain.sampling(),
                plain.compute());
    }

    /** DTN, trained from fresh weights, with checkpoints that are scored. */
    static TrainingConfiguration batchNorm(Path folder, int runs, int iterations) {
        TrainingConfiguration plain = configuration(folder, runs, iterations);
        return new TrainingConfiguration(
                plain.data(),
                network("dtn", WeightsChoice.NONE, Freeze.NONE, Preprocessing.digits(32, 3)),
                plain.method(),
                plain.terms(),
                plain.schedule(),
                plain.sampling(),
                new ComputeSettings(1, 1, 4, 1, 2));
    }

    static TrainingConfiguration with(TrainingConfiguration plain, ComputeSettings compute) {
        return new TrainingConfiguration(
                plain.data(),
                plain.network(),
                plain.method(),
                plain.terms(),
                plain.schedule(),
                plain.sampling(),
                compute);
    }

    static TrainingConfiguration with(TrainingConfiguration plain, String method) {
        return new TrainingConfiguration(
                plain.data(),
                plain.network(),
                method,
                plain.terms(),
                plain.schedule(),
                plain.sampling(),
                plain.compute());
    }

    /** One run of one method with a backbone for photos, cut down to small pictures. */
    static TrainingConfiguration photos(
            Path folder, String backbone, int size, WeightsChoice weights, Freeze freeze, String method, int steps) {
        TrainingConfiguration plain = configuration(folder, 1, steps);
        Preprocessing usual = Preprocessing.imagenet();
        Preprocessing small =
                new Preprocessing(size, size, 3, usual.mean(), usual.std(), true, usual.resizeResampling());
        return new TrainingConfiguration(
                plain.data(),
                network(backbone, weights, freeze, small),
                method,
                plain.terms(),
                plain.schedule(),
                plain.sampling(),
                plain.compute());
    }

    /** Writes weights of a DTN, made up. */
    static Path dtnWeights(Path file) throws IOException {
        Engine.load();
        Engine.seed(1);
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of("dtn").create()) {
            Safetensors.write(file, backbone.namedTensors(), Map.of());
        }
        return file;
    }

    private static NetworkSettings network(
            String backbone, WeightsChoice weights, Freeze freeze, Preprocessing preprocessing) {
        return new NetworkSettings(
                backbone, weights, freeze, 2, 16, 1, preprocessing, AugmentationPreset.DIGITS, Views.CENTRE);
    }

    private static DomainLocation location(Path path) {
        return new DomainLocation(path, Optional.empty(), Optional.empty(), false, false);
    }

    /** A training of both domains, ready to run. */
    static Training training(TrainingConfiguration configuration, RunFolder folder, TrainingListener listener) {
        return new Training(configuration, configuration.data().read(), folder, listener);
    }
}
