package io.github.biwaa.training;

import io.github.biwaa.data.DomainInput;
import io.github.biwaa.data.FeatureInput;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.torch.Tensors;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;

/** Both domains as features of a frozen backbone: a fixed set of augmented views and the evaluation views, computed once. It owns the tables. */
final class FrozenInputs implements DomainInputs {
    private final Table source;
    private final Table target;

    /**
     * One domain's features.
     *
     * @param training of augmented views, [N, V, width]; kept
     * @param evaluation of fixed views, [N, W, width]; kept
     */
    record Table(Tensor training, Tensor evaluation) {
        void close() {
            Tensors.release(training);
            Tensors.release(evaluation);
        }
    }

    FrozenInputs(Table source, Table target) {
        this.source = source;
        this.target = target;
    }

    @Override
    public DomainInput source(SeedSequence seedsOfRun) {
        return new FeatureInput(source.training(), source.evaluation(), seedsOfRun, Purpose.SOURCE_AUGMENTATION);
    }

    @Override
    public DomainInput target(SeedSequence seedsOfRun) {
        return new FeatureInput(target.training(), target.evaluation(), seedsOfRun, Purpose.TARGET_AUGMENTATION);
    }

    @Override
    public OptionalInt featureWidth() {
        return OptionalInt.of(Math.toIntExact(source.training().size(2)));
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
