package io.github.biwaa.samples;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Samples of which a training batch holds two random views each: those of the first set, then those of the second, [2B, ...]. Owns both. */
public final class TwoViews implements SampleViews {
    private final SampleViews first;
    private final SampleViews second;

    /**
     * @param first random views, and fixed ones
     * @param second random views of the same samples
     */
    public TwoViews(SampleViews first, SampleViews second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public int size() {
        return first.size();
    }

    @Override
    public Tensor trainingBatch(int[] samples, long step) {
        Tensor one = first.trainingBatch(samples, step);
        try {
            Tensor other = second.trainingBatch(samples, step);
            try (PointerScope scope = new PointerScope()) {
                return Tensors.keep(Tensors.concatenate(one, other));
            } finally {
                Tensors.release(other);
            }
        } finally {
            Tensors.release(one);
        }
    }

    @Override
    public Tensor prepared(Tensor trainingBatch) {
        return first.prepared(trainingBatch);
    }

    @Override
    public int evaluationViews() {
        return first.evaluationViews();
    }

    @Override
    public Tensor evaluationBatch(int from, int to, int view) {
        return first.evaluationBatch(from, to, view);
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
