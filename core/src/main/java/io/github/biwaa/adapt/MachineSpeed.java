package io.github.biwaa.adapt;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * What work takes on this machine, measured by doing some of it on noise.
 *
 * @param secondsPerView a view of a picture through the backbone
 * @param secondsPerTrainedView the same, and back through the backbone for its gradients
 * @param secondsPerStep a step of biwaa on computed features, 36 + 36 samples
 */
public record MachineSpeed(double secondsPerView, double secondsPerTrainedView, double secondsPerStep) {
    static final int PICTURES = 4;
    /** Features are computed in batches; a few pictures alone take up to three times as long each. */
    private static final int BATCH_OF_VIEWS = 16;
    /** What no training has time for. */
    private static final double NEVER = 1e12;

    private static final double LEAST_SECONDS = 0.5;
    private static final int STEPS = 40;
    /** The first steps make what later ones reuse. */
    private static final int WARM = 10;

    private static final int BATCH = 36;

    /** @return seconds of a step with 36 + 36 pictures, on computed features or with the backbone trained */
    double secondsPerStep(boolean frozen) {
        return secondsPerStep + (frozen ? 0 : 2 * BATCH * secondsPerTrainedView);
    }

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
            Tensor pictures = placement.upload(Tensors.noise(BATCH_OF_VIEWS, channels, size, size));
            Tensor few = pictures.narrow(0, 0, PICTURES);
            return new MachineSpeed(
                    secondsPerView(backbone, pictures, placement, LEAST_SECONDS),
                    kind.isTrainable() ? secondsPerTrainedView(backbone, few, placement, LEAST_SECONDS) : NEVER,
                    secondsPerStep(backbone.featureWidth(), classes, BATCH));
        }
    }

    /** @param least seconds to measure for, the first time excluded; 0 for once */
    static double secondsPerView(Backbone backbone, Tensor pictures, Placement placement, double least) {
        return secondsEach(
                        placement,
                        least,
                        () -> Tensors.withoutGradient(() -> forward(backbone, pictures, Mode.EVALUATION, placement)))
                / pictures.size(0);
    }

    /** {@link #secondsPerView} with the backward sweep. */
    static double secondsPerTrainedView(Backbone backbone, Tensor pictures, Placement placement, double least) {
        return secondsEach(placement, least, () -> forward(backbone, pictures, Mode.TRAINING, placement)
                        .sum()
                        .backward())
                / pictures.size(0);
    }

    private static Tensor forward(Backbone backbone, Tensor pictures, Mode mode, Placement placement) {
        return placement.compute(() -> backbone.forward(pictures, mode));
    }

    /** The first time is not counted. */
    private static double secondsEach(Placement placement, double least, Runnable work) {
        long start = 0;
        int times = -1;
        double seconds = 0;
        while (times < 1 || seconds < least) {
            try (PointerScope inner = new PointerScope()) {
                work.run();
                placement.device().await();
            }
            start = ++times == 0 ? System.nanoTime() : start;
            seconds = (System.nanoTime() - start) / 1e9;
        }
        return seconds / times;
    }

    /** A short training in memory: whatever a step costs beside the network is in it. */
    static double secondsPerStep(int width, int classes, int batch) {
        Path folder = temporary();
        long[] done = new long[STEPS];
        try (Samples source = Samples.of(noise(width), labels(classes));
                Samples target = Samples.of(noise(width))) {
            Adaptation.of(source, target)
                    .runs(1)
                    .batchSize(batch)
                    .iterations(STEPS)
                    .out(folder)
                    .listener(new TrainingListener() {
                        @Override
                        public void stepDone(int run, int iteration) {
                            done[iteration] = System.nanoTime();
                        }
                    })
                    .train();
            return (done[STEPS - 1] - done[WARM]) / 1e9 / (STEPS - 1 - WARM);
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
