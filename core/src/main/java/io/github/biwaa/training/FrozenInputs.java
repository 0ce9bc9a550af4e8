package io.github.biwaa.training;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.FeatureViews;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.torch.Tensors;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;

/**
 * Both domains as features of a frozen backbone: a fixed set of augmented views to train on and the views that the target is scored by, computed
 * once; or as embeddings, with one view each. It owns the tables.
 */
final class FrozenInputs implements DomainInputs {
    private final Tensor source;
    private final Tensor target;
    private final Tensor targetScored;

    /**
     * @param source augmented views, [N_s, V, width]; kept
     * @param target augmented views, [N_t, V, width]; kept
     * @param targetScored fixed views, [N_t, W, width]; kept
     */
    FrozenInputs(Tensor source, Tensor target, Tensor targetScored) {
        this.source = source;
        this.target = target;
        this.targetScored = targetScored;
    }

    @Override
    public SampleViews source(SeedSequence seedsOfRun) {
        // The source is never scored, so its fixed views were not computed.
        return new FeatureViews(source, source, seedsOfRun, Purpose.SOURCE_AUGMENTATION);
    }

    @Override
    public SampleViews target(SeedSequence seedsOfRun) {
        return new FeatureViews(target, targetScored, seedsOfRun, Purpose.TARGET_AUGMENTATION);
    }

    @Override
    public OptionalInt featureWidth() {
        return OptionalInt.of(Math.toIntExact(source.size(2)));
    }

    @Override
    public void close() {
        Tensors.release(source);
        Tensors.release(target);
        Tensors.release(targetScored);
    }
}
