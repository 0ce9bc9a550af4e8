package io.github.biwaa.training;

import static io.github.biwaa.settings.DataSettings.*;
import static io.github.biwaa.settings.MachineSettings.*;
import static io.github.biwaa.settings.TrainingSettings.*;

import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.settings.AugmentationPreset;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.DeviceChoice;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.file.Safetensors;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;

/** Trainings of LeNet from scratch that take a second, on pictures drawn here. */
public final class TinyTrainings {
    static final int PER_CLASS = 4;
    static final int CLASSES = 2;

    private TinyTrainings() {}

    /** Draws the folders source (a folder per class) and target (no labels). */
    public static void draw(Path folder) throws IOException {
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

    public static TrainingConfiguration configuration(Path folder, int runs, int iterations) {
        return complete(settings(folder, runs, iterations));
    }

    public static TrainingConfiguration configuration(Path folder, int runs, int iterations, double learningRate) {
        return complete(settings(folder, runs, iterations).with(LEARNING_RATE, learningRate));
    }

    private static SettingValues settings(Path folder, int runs, int iterations) {
        return SettingValues.EMPTY
                .with(SOURCE, folder.resolve("source"))
                .with(TARGET, folder.resolve("target"))
                .with(CACHE, folder.resolve("cache"))
                .with(BACKBONE, Backbones.of("lenet"))
                .with(AUGMENTATION, AugmentationPreset.DIGITS)
                .with(VIEWS, Views.CENTRE)
                .with(FROZEN_VIEWS, 2)
                .with(BOTTLENECK, 16)
                .with(FEATURE_SCALE, 1.0)
                .with(TermSettings.DISCRIMINATOR_WIDTH, 32)
                .with(RUNS, runs)
                .with(ITERATIONS, iterations)
                .with(BATCH_SIZE, 4)
                .with(PRIOR_HORIZON, 1.0)
                .with(DEVICE, DeviceChoice.CPU)
                .with(THREADS, 1)
                .with(EVALUATION_BATCH, 4)
                .with(LOG_EVERY, 1);
    }

    private static TrainingConfiguration complete(SettingValues settings) {
        return TrainingConfiguration.of(settings, DataFacts.unread(SampleKind.PICTURES));
    }

    /** DTN, frozen, on two augmented views. */
    public static TrainingConfiguration frozen(Path folder, Path weights) {
        return complete(settings(folder, 1, 2)
                .with(BACKBONE, Backbones.of("dtn"))
                .with(WEIGHTS, WeightsChoice.of(weights))
                .with(FREEZE, Freeze.BACKBONE));
    }

    /** DTN, trained from fresh weights, with checkpoints that are scored. */
    public static TrainingConfiguration batchNorm(Path folder, int runs, int iterations) {
        return complete(settings(folder, runs, iterations)
                .with(BACKBONE, Backbones.of("dtn"))
                .with(EVALUATE_EVERY, 2));
    }

    /** One run of one method with a backbone for photos, cut down to small pictures. */
    public static TrainingConfiguration photos(
            Path folder, String backbone, int size, WeightsChoice weights, Freeze freeze, String method, int steps) {
        return complete(settings(folder, 1, steps)
                .with(BACKBONE, Backbones.of(backbone))
                .with(IMAGE_SIZE, size)
                .with(WEIGHTS, weights)
                .with(FREEZE, freeze)
                .with(METHOD, Methods.named(method)));
    }

    /** Writes weights of a DTN, made up. */
    public static Path dtnWeights(Path file) throws IOException {
        return dtnWeights(file, 1);
    }

    static Path dtnWeights(Path file, long seed) throws IOException {
        Engine.load();
        Engine.seed(seed);
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of("dtn").create()) {
            Safetensors.write(file, backbone.namedTensors(), Map.of());
        }
        return file;
    }

    /** A training of both domains, ready to run. */
    public static Training training(TrainingConfiguration configuration, RunFolder folder, TrainingListener listener) {
        return new Training(configuration, configuration.data().read(), folder, listener);
    }
}
