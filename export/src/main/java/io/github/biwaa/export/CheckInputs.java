package io.github.biwaa.export;

import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resizer;
import io.github.biwaa.image.TenCrop;
import io.github.biwaa.image.ViewRenderer;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/** What an exported file is tried on. */
final class CheckInputs {
    /** Batches of other sizes too: the files promise to take any. */
    private static final int[] BATCHES = {1, 3};

    private final ExportedModel model;

    CheckInputs(ExportedModel model) {
        this.model = model;
    }

    /** @return batches of normally distributed values, as preprocessed pictures are on the whole; always the same */
    List<Tensor> random() {
        List<Tensor> batches = new ArrayList<>();
        for (int count : BATCHES) {
            SplittableRandom random = new SeedSequence(0).streamOf(SeedSequence.Purpose.VERIFICATION, count);
            float[] values = new float[count * sampleLength()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            batches.add(batch(values, count));
        }
        return batches;
    }

    private int sampleLength() {
        return model.inputShape().stream().reduce(1, Math::multiplyExact);
    }

    private Tensor batch(float[] values, int count) {
        long[] shape = new long[model.inputShape().size() + 1];
        shape[0] = count;
        for (int axis = 1; axis < shape.length; axis++) {
            shape[axis] = model.inputShape().get(axis - 1);
        }
        return Tensors.of(values, shape);
    }

    /**
     * @return the picture's centre view as a batch of one
     * @throws io.github.biwaa.BiwaaException if it cannot be read
     */
    Tensor picture(Path file) {
        model.description().requirePictures("be tried on pictures");
        Preprocessing preprocessing = model.description().requiredPreprocessing();
        byte[] prepared =
                preprocessing.prepare(preprocessing.decode(file), new Resizer()).samples();
        float[] values = new float[preprocessing.viewLength()];
        new ViewRenderer(preprocessing)
                .render(prepared, TenCrop.centreView(preprocessing.resize(), preprocessing.crop()), values, 0);
        return batch(values, 1);
    }
}
