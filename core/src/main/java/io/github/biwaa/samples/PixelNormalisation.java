package io.github.biwaa.samples;

import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What a {@link io.github.biwaa.image.ViewRenderer} does last, done where the network computes: bytes become (x / 255 - mean) / std in single
 * precision.
 */
final class PixelNormalisation implements AutoCloseable {
    private static final float LARGEST = 255;

    private final Placement placement;
    private final Tensor largest;
    private final Tensor mean;
    private final Tensor deviation;

    /**
     * @param preprocessing mean and standard deviation of each channel
     * @param placement where the network computes, and in which numbers
     */
    PixelNormalisation(Preprocessing preprocessing, Placement placement) {
        this.placement = placement;
        try (PointerScope scope = new PointerScope()) {
            // A tensor, since a GPU would multiply by the reciprocal of a plain number, which rounds otherwise.
            this.largest = channels(List.of((double) LARGEST));
            this.mean = channels(preprocessing.mean());
            this.deviation = channels(preprocessing.std());
        }
    }

    private Tensor channels(List<Double> values) {
        float[] narrow = new float[values.size()];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = values.get(i).floatValue();
        }
        return Tensors.keep(placement.device().upload(Tensors.of(narrow, 1, narrow.length, 1, 1)));
    }

    /**
     * @param bytes [N, C, H, W], where the network computes
     * @return the same shape and order in memory, where the network computes; in the scope of the caller
     */
    Tensor apply(Tensor bytes) {
        return Tensors.scoped(() -> Tensors.withoutGradient(() -> placement.upload(
                bytes.to(ScalarType.Float).div_(largest).sub_(mean).div_(deviation))));
    }

    @Override
    public void close() {
        Tensors.release(largest);
        Tensors.release(mean);
        Tensors.release(deviation);
    }
}
