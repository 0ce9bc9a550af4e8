package io.github.biwaa.samples.batch;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * What one training step needs, ready in memory. It owns its tensors.
 *
 * @param sourceSamples numbers of the source's samples, [B]
 * @param source their views, [B, ...]
 * @param targetSamples numbers of the target's samples, [B]
 * @param target their views, [B, ...]
 */
public record LoadedBatch(int[] sourceSamples, Tensor source, int[] targetSamples, Tensor target)
        implements AutoCloseable {

    @Override
    public void close() {
        Tensors.release(source);
        Tensors.release(target);
    }
}
