package io.github.biwaa.samples;

import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.ViewRenderer;
import io.github.biwaa.torch.Tensors;
import java.nio.FloatBuffer;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/** Views as a network on the processor takes them. */
public final class ViewBatch {
    private ViewBatch() {}

    /**
     * Cuts views and lays them out as convolutions like best.
     *
     * @param count number of views
     * @param preprocessing the renderer's
     * @param picture the cached picture behind each view; may be the same array each time
     * @param box the part that each view shows
     * @return [count, C, crop, crop] in float32, channels last in memory, in the scope of the caller
     */
    public static Tensor of(
            int count,
            ViewRenderer renderer,
            Preprocessing preprocessing,
            IntFunction<byte[]> picture,
            IntFunction<CropBox> box) {
        Tensor batch = Tensors.emptyFloats(count, preprocessing.crop(), preprocessing.crop(), preprocessing.channels());
        FloatBuffer values =
                new FloatPointer(batch.data_ptr()).capacity(batch.numel()).asBuffer();
        for (int slot = 0; slot < count; slot++) {
            renderer.renderChannelsLast(
                    picture.apply(slot), box.apply(slot), values, slot * preprocessing.viewLength());
        }
        if (preprocessing.channels() == 1) {
            // The same order in memory, but by its strides libtorch takes it for channels first, and kernels that round
            // as those did that published
            // results come from.
            return batch.view(count, 1, preprocessing.crop(), preprocessing.crop());
        }
        return batch.permute(0, 3, 1, 2);
    }
}
