package io.github.biwaa.data;

import io.github.biwaa.image.Augmentation;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.PixelCache;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.ViewRenderer;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.torch.Tensors;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Pictures from the cache: augmented views for training, fixed crops for evaluation, as [N, C, crop, crop] in float32. */
public final class PictureInput implements DomainInput {
    private final PixelCache cache;
    private final int[] rows;
    private final Preprocessing preprocessing;
    private final Augmentation augmentation;
    private final List<CropBox> evaluationCrops;
    private final SeedSequence seeds;
    private final Purpose purpose;
    private final ThreadLocal<ViewRenderer> renderers;
    private final ThreadLocal<byte[]> pictures;

    /**
     * Borrows the cache; it must outlive this input.
     *
     * @param rows the place of each sample in the cache
     * @param evaluationCrops the fixed views, in places of the cached picture
     * @param seeds of the run, where crops and flips come from
     * @param purpose source or target augmentation
     */
    public PictureInput(
            PixelCache cache,
            int[] rows,
            Preprocessing preprocessing,
            Augmentation augmentation,
            List<CropBox> evaluationCrops,
            SeedSequence seeds,
            Purpose purpose) {
        this.cache = cache;
        this.rows = rows.clone();
        this.preprocessing = preprocessing;
        this.augmentation = augmentation;
        this.evaluationCrops = List.copyOf(evaluationCrops);
        this.seeds = seeds;
        this.purpose = purpose;
        this.renderers = ThreadLocal.withInitial(() -> new ViewRenderer(preprocessing));
        this.pictures = ThreadLocal.withInitial(() -> new byte[preprocessing.pictureLength()]);
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public Tensor trainingBatch(int[] samples, long step) {
        try (PointerScope scope = new PointerScope()) {
            Tensor batch = empty(samples.length);
            FloatBuffer values = values(batch);
            for (int slot = 0; slot < samples.length; slot++) {
                render(samples[slot], randomBox(step, slot), values, slot);
            }
            return Tensors.keep(batch);
        }
    }

    /**
     * One of a fixed set of augmented views of consecutive samples, in the scope of the caller. It depends on (view, sample) alone.
     *
     * @param from first sample
     * @param to one past the last sample
     * @param view from 0; each number is another view
     * @return [to - from, C, crop, crop]
     */
    public Tensor augmentedBatch(int from, int to, int view) {
        Tensor batch = empty(to - from);
        FloatBuffer values = values(batch);
        for (int sample = from; sample < to; sample++) {
            render(sample, randomBox(view, sample), values, sample - from);
        }
        return batch;
    }

    private CropBox randomBox(long step, long slot) {
        return augmentation.sample(seeds.streamOf(purpose, step, slot), preprocessing.resize(), preprocessing.resize());
    }

    @Override
    public int evaluationViews() {
        return evaluationCrops.size();
    }

    @Override
    public Tensor evaluationBatch(int from, int to, int view) {
        Tensor batch = empty(to - from);
        FloatBuffer values = values(batch);
        for (int sample = from; sample < to; sample++) {
            render(sample, evaluationCrops.get(view), values, sample - from);
        }
        return batch;
    }

    private Tensor empty(int pictures) {
        return Tensors.emptyFloats(pictures, preprocessing.channels(), preprocessing.crop(), preprocessing.crop());
    }

    private static FloatBuffer values(Tensor batch) {
        return new FloatPointer(batch.data_ptr()).capacity(batch.numel()).asBuffer();
    }

    private void render(int sample, CropBox box, FloatBuffer values, int slot) {
        byte[] picture = pictures.get();
        cache.read(rows[sample], picture);
        renderers.get().render(picture, box, values, slot * preprocessing.viewLength());
    }

    @Override
    public void close() {
        // The cache belongs to whoever opened it.
    }
}
