package io.github.biwaa.samples;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** A source that is not there: it has classes, which are a model's, and no samples. */
final class NoSamples extends OpenSamples {
    private final SampleKind kind;

    NoSamples(SampleKind kind, List<String> classes) {
        super("none", 0, Optional.of(new int[0]), classes);
        this.kind = kind;
    }

    @Override
    public SampleKind kind() {
        return kind;
    }

    @Override
    public String sampleName(int sample) {
        throw new IndexOutOfBoundsException(sample);
    }

    @Override
    public SampleViews views(SeedSequence seeds, Purpose purpose) {
        return new Nothing();
    }

    @Override
    public OpenSamples part(int[] rows) {
        return this;
    }

    @Override
    OpenSamples sum(OpenSamples other, int[] rows, int[] labels) {
        throw new IllegalArgumentException("there is no source to add samples to");
    }

    @Override
    OpenSamples shared() {
        return this;
    }

    @Override
    Samples relabelled(Optional<int[]> labels, List<String> classNames) {
        return new NoSamples(kind, classNames);
    }

    /** Batches without samples, [0]. */
    private record Nothing() implements SampleViews {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public Tensor trainingBatch(int[] samples, long step) {
            try (PointerScope scope = new PointerScope()) {
                return Tensors.keep(Tensors.zeros(Precision.FLOAT32, 0));
            }
        }

        @Override
        public int evaluationViews() {
            return 1;
        }

        @Override
        public Tensor evaluationBatch(int from, int to, int view) {
            return Tensors.zeros(Precision.FLOAT32, 0);
        }

        @Override
        public void close() {
            // There is nothing to free.
        }
    }
}
