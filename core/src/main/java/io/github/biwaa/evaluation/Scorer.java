package io.github.biwaa.evaluation;

import io.github.biwaa.model.ViewMean;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.torch.Tensors;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Class probabilities of every sample of a domain: S of METHOD section 3, as the mean over views. */
public final class Scorer {

    private Scorer() {}

    /**
     * Scores all samples in list order.
     *
     * @param batchSize samples per pass
     * @param progress told the number of samples done after each pass
     * @return [N, K] on the CPU, rows sum to 1; kept, the caller's to release
     */
    public static Tensor score(AdaptationNetwork network, SampleViews input, int batchSize, IntConsumer progress) {
        Tensor scores = null;
        int size = input.size();
        for (int from = 0; from < size; from += batchSize) {
            int to = Math.min(size, from + batchSize);
            try (PointerScope scope = new PointerScope()) {
                int first = from;
                Tensor batch = ViewMean.probabilities(
                        network, input.evaluationViews(), view -> input.evaluationBatch(first, to, view));
                if (scores == null) {
                    scores = Tensors.keep(Tensors.zerosLike(batch, size, batch.size(1)));
                }
                scores.narrow(0, from, to - from).copy_(batch);
                progress.accept(to);
            } catch (RuntimeException | Error failure) {
                Tensors.release(scores);
                throw failure;
            }
        }
        return toCpu(scores);
    }

    /** Once for all batches: who reads from a GPU waits for it. */
    private static Tensor toCpu(Tensor kept) {
        if (kept == null || kept.is_cpu()) {
            return kept;
        }
        try (PointerScope scope = new PointerScope()) {
            return Tensors.keep(kept.cpu());
        } finally {
            Tensors.release(kept);
        }
    }
}
