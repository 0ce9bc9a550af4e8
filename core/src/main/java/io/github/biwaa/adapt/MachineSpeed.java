package io.github.biwaa.adapt;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.Adaptation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;

/**
 * What work takes on this machine, measured by doing some of it on noise.
 *
 * @param secondsPerView a view of a picture through the backbone
 * @param secondsPerStep a step of biwaa on computed features, 36 + 36 samples
 */
record MachineSpeed(double secondsPerView, double secondsPerStep) {
    private static final int PICTURES = 8;
    private static final double LEAST_SECONDS = 0.5;
    private static final int STEPS = 40;
    private static final int BATCH = 36;

    /**
     * Measures for a second or a few.
     *
     * @param classes of the classifier
     * @param placement where features are computed
     */
    static MachineSpeed measure(BackboneKind kind, int classes, Placement placement) {
        int channels = kind.defaultChannels();
        int size = kind.defaultSize();
        try (PointerScope scope = new PointerScope();
                Backbone backbone = kind.create(channels, size)) {
            backbone.moveTo(placement);
            double perView = secondsPerView(backbone, channels, size, placement);
            return new MachineSpeed(perView, secondsPerStep(backbone.featureWidth(), classes));
        }
    }

    private static double secondsPerView(Backbone backbone, int channels, int size, Placement placement) {
        forward(backbone, channels, size, placement);
        long start = System.nanoTime();
        int views = 0;
        double seconds = 0;
        while (seconds < LEAST_SECONDS) {
            forward(backbone, channels, size, placement);
            views += PICTURES;
            seconds = (System.nanoTime() - start) / 1e9;
        }
        return seconds / views;
    }

    private static void forward(Backbone backbone, int channels, int size, Placement placement) {
        try (PointerScope inner = new PointerScope()) {
            Tensors.withoutGradient(() -> placement.compute(() -> backbone.forward(
                    placement.upload(Tensors.noise(PICTURES, channels, size, size)), Mode.EVALUATION)));
            placement.device().await();
        }
    }

    /** A short training in memory: whatever a step costs beside the network is in it. */
    private static double secondsPerStep(int width, int classes) {
        Path folder = temporary();
        try (Samples source = Samples.of(noise(width), labels(classes));
                Samples target = Samples.of(noise(width))) {
            RunSummary run = Adaptation.of(source, target)
                    .runs(1)
                    .batchSize(BATCH)
                    .iterations(STEPS)
                    .out(folder)
                    .train()
                    .lastRun();
            return run.seconds() / STEPS;
        } finally {
            delete(folder);
        }
    }

    private static float[][] noise(int width) {
        SplittableRandom random = new SplittableRandom(1);
        float[][] rows = new float[2 * BATCH][width];
        for (float[] row : rows) {
            for (int column = 0; column < width; column++) {
                row[column] = (float) random.nextDouble();
            }
        }
        return rows;
    }

    private static int[] labels(int classes) {
        int[] labels = new int[2 * BATCH];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = row % Math.min(classes, labels.length);
        }
        return labels;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("biwaa-speed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
