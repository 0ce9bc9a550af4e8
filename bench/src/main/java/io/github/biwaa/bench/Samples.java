package io.github.biwaa.bench;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.torch.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/** Made-up inputs, the same in every benchmark run. Their values hardly matter for the time; their sizes do. */
final class Samples {
    private static final SeedSequence SEEDS = new SeedSequence(42);

    private Samples() {}

    /** @return numbers around 0 in float32, [rows, columns], kept; the caller's to release */
    static Tensor noise(int rows, int columns) {
        SplittableRandom random = SEEDS.streamOf(Purpose.DRAWING, rows, columns);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return Tensors.keep(Tensors.of(values, rows, columns));
    }

    /** @return noise as square pictures, [count, channels, size, size], kept; the caller's to release */
    static Tensor pictures(int count, int channels, int size) {
        Tensor rows = noise(count, channels * size * size);
        Tensor pictures = Tensors.keep(rows.view(count, channels, size, size));
        Tensors.release(rows);
        return pictures;
    }

    /** @return class numbers of a class-balanced batch, kept; the caller's to release */
    static Tensor labels(int batch, int classes) {
        long[] labels = new long[batch];
        for (int n = 0; n < batch; n++) {
            labels[n] = n % classes;
        }
        return Tensors.keep(Tensors.of(labels, batch));
    }
}
