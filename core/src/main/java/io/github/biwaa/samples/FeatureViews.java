package io.github.biwaa.samples;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.torch.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Features computed beforehand: a fixed set of views per sample, of which each training step takes one at random, and fixed views for evaluation.
 * With one view each this is a table of embeddings.
 */
final class FeatureViews implements SampleViews {
    private final Tensor trainingViews;
    private final Tensor evaluationViews;
    private final SeedSequence seeds;
    private final Purpose purpose;

    /**
     * Borrows the tables; they must outlive this input.
     *
     * @param trainingViews [N, V, width]
     * @param evaluationViews [N, W, width]
     * @param seeds of the run, where the choice of views comes from
     * @param purpose source or target augmentation
     */
    public FeatureViews(Tensor trainingViews, Tensor evaluationViews, SeedSequence seeds, Purpose purpose) {
        if (trainingViews.size(0) != evaluationViews.size(0)) {
            throw new IllegalArgumentException(
                    "the tables hold " + trainingViews.size(0) + " and " + evaluationViews.size(0) + " samples");
        }
        this.trainingViews = trainingViews;
        this.evaluationViews = evaluationViews;
        this.seeds = seeds;
        this.purpose = purpose;
    }

    @Override
    public int size() {
        return Math.toIntExact(trainingViews.size(0));
    }

    @Override
    public Tensor trainingBatch(int[] samples, long step) {
        int views = Math.toIntExact(trainingViews.size(1));
        SplittableRandom random = seeds.streamOf(purpose, step);
        int[] rows = new int[samples.length];
        for (int slot = 0; slot < samples.length; slot++) {
            rows[slot] = Math.addExact(Math.multiplyExact(samples[slot], views), random.nextInt(views));
        }
        try (PointerScope scope = new PointerScope()) {
            return Tensors.keep(trainingViews.flatten(0, 1).index_select(0, Tensors.indices(rows)));
        }
    }

    @Override
    public int evaluationViews() {
        return Math.toIntExact(evaluationViews.size(1));
    }

    @Override
    public Tensor evaluationBatch(int from, int to, int view) {
        return evaluationViews.narrow(0, from, to - from).select(1, view);
    }

    @Override
    public void close() {
        // The tables belong to whoever computed them.
    }
}
