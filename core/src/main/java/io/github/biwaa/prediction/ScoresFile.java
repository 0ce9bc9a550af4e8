package io.github.biwaa.prediction;

import io.github.biwaa.array.FeatureWriter;
import io.github.biwaa.array.NpyFeatureWriter;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.model.Prediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * All probabilities of many predictions as NumPy's .npy: float32, [N, K], a row for each sample in order; of NaN where a picture could not be read. Such
 * a file can guide a training ({@code guide}).
 */
public final class ScoresFile {
    private ScoresFile() {}

    /**
     * Writes a file that appears whole or, if the work fails, not at all.
     *
     * @param samples N
     * @param classes K
     * @param work is given what takes the predictions, all of them and in order
     * @throws io.github.biwaa.BiwaaException if it cannot be written
     */
    public static void write(Path file, int samples, int classes, Consumer<Consumer<SamplePrediction>> work) {
        AtomicFile.write(file, draft -> {
            try (FeatureWriter writer = new NpyFeatureWriter(draft, samples, classes)) {
                work.accept(sample -> {
                    try {
                        writer.add(row(sample, classes));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }

    private static float[] row(SamplePrediction sample, int classes) {
        float[] row = new float[classes];
        double[] probabilities =
                sample.prediction().map(Prediction::probabilities).orElse(null);
        if (probabilities == null) {
            Arrays.fill(row, Float.NaN);
        } else {
            for (int k = 0; k < classes; k++) {
                row[k] = (float) probabilities[k];
            }
        }
        return row;
    }
}
