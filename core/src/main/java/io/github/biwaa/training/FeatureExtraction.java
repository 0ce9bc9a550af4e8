package io.github.biwaa.training;

import io.github.biwaa.data.PictureInput;
import io.github.biwaa.network.Backbone;
import io.github.biwaa.network.Mode;
import io.github.biwaa.torch.Tensors;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Computes what a frozen backbone makes of a domain, once for all steps and runs. */
final class FeatureExtraction {

    private FeatureExtraction() {}

    /**
     * Sweeps a domain.
     *
     * @param pictures its samples
     * @param views augmented views per sample, at least 1
     * @param batchSize samples per pass
     * @param progress told the number of samples done after each pass
     */
    static FrozenInputs.Table of(
            Backbone backbone, PictureInput pictures, int views, int batchSize, IntConsumer progress) {
        int size = pictures.size();
        Tensor training = Tensors.keep(Tensors.emptyFloats(size, views, backbone.featureWidth()));
        Tensor evaluation =
                Tensors.keep(Tensors.emptyFloats(size, pictures.evaluationViews(), backbone.featureWidth()));
        FrozenInputs.Table table = new FrozenInputs.Table(training, evaluation);
        try {
            for (int from = 0; from < size; from += batchSize) {
                int to = Math.min(size, from + batchSize);
                for (int view = 0; view < views; view++) {
                    try (PointerScope scope = new PointerScope()) {
                        store(training, from, to, view, forward(backbone, pictures.augmentedBatch(from, to, view)));
                    }
                }
                for (int view = 0; view < pictures.evaluationViews(); view++) {
                    try (PointerScope scope = new PointerScope()) {
                        store(evaluation, from, to, view, forward(backbone, pictures.evaluationBatch(from, to, view)));
                    }
                }
                progress.accept(to);
            }
            return table;
        } catch (RuntimeException | Error failure) {
            table.close();
            throw failure;
        }
    }

    private static Tensor forward(Backbone backbone, Tensor images) {
        return Tensors.withoutGradient(() -> backbone.forward(images, Mode.EVALUATION));
    }

    private static void store(Tensor table, int from, int to, int view, Tensor features) {
        table.narrow(0, from, to - from).select(1, view).copy_(features);
    }
}
