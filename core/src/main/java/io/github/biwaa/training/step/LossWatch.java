package io.github.biwaa.training.step;

import io.github.biwaa.samples.batch.LoadedBatch;
import io.github.biwaa.settings.OnNan;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Remembers, on the device and without making anybody wait for it, which step was the first whose loss is NaN or infinite. Only {@link #firstWrong}
 * waits.
 */
public final class LossWatch implements AutoCloseable {
    private static final long NONE = Long.MAX_VALUE;

    private final Tensor first;
    private final List<Step> steps = new ArrayList<>();

    /**
     * A step that was watched.
     *
     * @param iteration i, from 0
     * @param sourceSamples numbers of its source samples
     * @param targetSamples numbers of its target samples
     */
    record Step(int iteration, int[] sourceSamples, int[] targetSamples) {
        Step(int iteration, LoadedBatch batch) {
            this(iteration, batch.sourceSamples(), batch.targetSamples());
        }
    }

    /** @return a watch where looking at each step would make a GPU wait and steps are not to be taken back */
    public static Optional<LossWatch> of(Device device, OnNan choice) {
        return device.isCpu() || choice == OnNan.SKIP ? Optional.empty() : Optional.of(new LossWatch(device));
    }

    /** @param device where losses are */
    LossWatch(Device device) {
        try (PointerScope scope = new PointerScope()) {
            first = Tensors.keep(device.upload(Tensors.of(new long[] {NONE}, 1)));
        }
    }

    /**
     * Looks at one more step; a few small operations for the device.
     *
     * @param loss one number
     */
    void add(Step step, Tensor loss) {
        steps.add(step);
        try (PointerScope scope = new PointerScope()) {
            Tensors.withoutGradient(() -> {
                // x - x is 0 for numbers alone.
                Tensor wrong = loss.detach()
                        .sub(loss)
                        .ne(new Scalar(0))
                        .to(ScalarType.Long)
                        .reshape(1);
                Tensor number = wrong.mul(new Scalar(step.iteration() - NONE)).add_(new Scalar(NONE));
                first.copy_(torch.minimum(first, number));
            });
        }
    }

    /**
     * Waits for the device.
     *
     * @return the first of the steps added since the last call whose loss is no number
     */
    Optional<Step> firstWrong() {
        long iteration = Tensors.toLongs(first)[0];
        Optional<Step> found =
                steps.stream().filter(step -> step.iteration() == iteration).findFirst();
        steps.clear();
        return found;
    }

    @Override
    public void close() {
        Tensors.release(first);
    }
}
