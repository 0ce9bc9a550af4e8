package io.github.biwaa.cli;

import io.github.biwaa.array.CsvFeatureWriter;
import io.github.biwaa.array.FeatureWriter;
import io.github.biwaa.array.LabelWriter;
import io.github.biwaa.array.NpyFeatureWriter;
import io.github.biwaa.array.NpzFeatureWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Two domains of embeddings: three classes, 24 samples of 8 features each, the target moved and larger. The features are large, as SqueezeNet's are. */
public final class TinyEmbeddings {
    public static final List<String> CLASSES = List.of("box", "ring", "stroke");
    public static final int SIZE = 24;
    public static final int WIDTH = 8;

    private TinyEmbeddings() {}

    /** @return class numbers of both domains */
    public static int[] labels() {
        int[] labels = new int[SIZE];
        for (int sample = 0; sample < SIZE; sample++) {
            labels[sample] = sample % CLASSES.size();
        }
        return labels;
    }

    /** @return the features of a sample; the same values in whatever format */
    public static float[] features(boolean target, int sample) {
        SplittableRandom random = new SplittableRandom(target ? 1000 + sample : sample);
        float[] features = new float[WIDTH];
        for (int column = 0; column < WIDTH; column++) {
            double centre = column % CLASSES.size() == sample % CLASSES.size() ? 200 : 50;
            features[column] = (float) (centre + random.nextDouble(40) + (target ? 15 : 0));
        }
        return features;
    }

    /** Writes one domain, without labels. */
    public static Path features(Path file, boolean target) {
        return write(file, target, Optional.empty());
    }

    /** Writes one domain and its labels: numbers in .npz, names in .csv. */
    public static Path labelledFeatures(Path file, boolean target) {
        return write(file, target, Optional.of(labels()));
    }

    private static Path write(Path file, boolean target, Optional<int[]> labels) {
        try (FeatureWriter writer = writer(file, labels)) {
            for (int sample = 0; sample < SIZE; sample++) {
                writer.add(features(target, sample));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static FeatureWriter writer(Path file, Optional<int[]> labels) throws IOException {
        String name = file.toString();
        if (name.endsWith(".npy")) {
            return new NpyFeatureWriter(file, SIZE, WIDTH);
        }
        return name.endsWith(".npz")
                ? new NpzFeatureWriter(file, SIZE, WIDTH, labels)
                : new CsvFeatureWriter(file, WIDTH, labels.map(all -> Arrays.stream(all)
                        .mapToObj(CLASSES::get)
                        .toList()));
    }

    /** Writes the labels of both domains. */
    public static Path labels(Path file) {
        return labels(file, labels());
    }

    public static Path labels(Path file, int[] labels) {
        try {
            LabelWriter.write(file, file, labels, CLASSES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
