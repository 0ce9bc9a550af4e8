package io.github.biwaa.training;

import io.github.biwaa.network.Backbone;
import io.github.biwaa.network.Mode;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Computes what a frozen backbone makes of a domain, once for all steps and runs. */
final class FeatureExtraction {

    private FeatureExtraction() {}

    /** Renders one view of consecutive samples: [to - from, C, H, W], in the scope of the caller. */
    @FunctionalInterface
    interface View {
        /**
         * @param from first sample
         * @param to one past the last sample
         * @param view from 0
         */
        Tensor render(int from, int to, int view);
    }

    /**
     * Sweeps a domain.
     *
     * @param backbone brought to the placement here
     * @param placement where is computed, and in which numbers
     * @param size samples of the domain
     * @param views views per sample, at least 1
     * @param batchSize samples per pass
     * @param progress told the number of samples done after each pass
     * @return [size, views, width] on the CPU, in the format of the training's parameters; kept
     */
    static Tensor of(
            Backbone backbone,
            Placement placement,
            int size,
            int views,
            View view,
            int batchSize,
            IntConsumer progress) {
        backbone.moveTo(placement);
        try (PointerScope whole = new PointerScope()) {
            Tensor table = Tensors.zeros(placement.precision(), size, views, backbone.featureWidth());
            for (int from = 0; from < size; from += batchSize) {
                int to = Math.min(size, from + batchSize);
                for (int number = 0; number < views; number++) {
                    try (PointerScope scope = new PointerScope()) {
                        Tensor features = forward(backbone, placement, view.render(from, to, number));
                        table.narrow(0, from, to - from).select(1, number).copy_(features);
                    }
                }
                progress.accept(to);
            }
            return Tensors.keep(table);
        }
    }

    private static Tensor forward(Backbone backbone, Placement placement, Tensor images) {
        return Tensors.withoutGradient(
                () -> placement.compute(() -> backbone.forward(placement.upload(images), Mode.EVALUATION)));
    }
}
