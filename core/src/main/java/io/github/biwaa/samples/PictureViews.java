package io.github.biwaa.samples;

import io.github.biwaa.image.Augmentation;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.ViewRenderer;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Views of decoded pictures: augmented views for training, fixed crops for evaluation, as [N, C, crop, crop] in float32. For a GPU pictures are
 * handed on as they are, and views are cut there.
 */
public final class PictureViews implements SampleViews {
    private final PixelSource pixels;
    private final int size;
    private final Preprocessing preprocessing;
    private final Augmentation augmentation;
    private final List<CropBox> evaluationCrops;
    private final SeedSequence seeds;
    private final Purpose purpose;
    private final ThreadLocal<ViewRenderer> renderers;
    private final ThreadLocal<byte[]> pictures;
    private final Optional<DeviceViews> deviceViews;

    /**
     * For a network on the CPU. Borrows the pixels; they must outlive these views.
     *
     * @param size the number of samples
     * @param evaluationCrops the fixed views, in places of the cached picture
     * @param seeds of the run, where crops and flips come from
     * @param purpose source or target augmentation
     */
    public PictureViews(
            PixelSource pixels,
            int size,
            Preprocessing preprocessing,
            Augmentation augmentation,
            List<CropBox> evaluationCrops,
            SeedSequence seeds,
            Purpose purpose) {
        this(pixels, size, preprocessing, augmentation, evaluationCrops, seeds, purpose, Placement.DEFAULT);
    }

    /**
     * Borrows the pixels; they must outlive these views.
     *
     * @param size the number of samples
     * @param evaluationCrops the fixed views, in places of the cached picture
     * @param seeds of the run, where crops and flips come from
     * @param purpose source or target augmentation
     * @param placement where the network computes
     */
    public PictureViews(
            PixelSource pixels,
            int size,
            Preprocessing preprocessing,
            Augmentation augmentation,
            List<CropBox> evaluationCrops,
            SeedSequence seeds,
            Purpose purpose,
            Placement placement) {
        this(
                pixels,
                size,
                preprocessing,
                augmentation,
                evaluationCrops,
                seeds,
                purpose,
                placement.device().isCpu() ? Optional.empty() : Optional.of(new DeviceViews(preprocessing, placement)));
    }

    /** @param deviceViews cuts views where the network computes, owned by these views; if empty, they are cut beforehand */
    PictureViews(
            PixelSource pixels,
            int size,
            Preprocessing preprocessing,
            Augmentation augmentation,
            List<CropBox> evaluationCrops,
            SeedSequence seeds,
            Purpose purpose,
            Optional<DeviceViews> deviceViews) {
        this.deviceViews = deviceViews;
        this.pixels = pixels;
        this.size = size;
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
        return size;
    }

    @Override
    public Tensor trainingBatch(int[] samples, long step) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.keep(views(samples.length, slot -> samples[slot], slot -> randomBox(step, slot)));
        }
    }

    @Override
    public Tensor prepared(Tensor trainingBatch) {
        return deviceViews.map(own -> own.apply(trainingBatch)).orElse(trainingBatch);
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
        return prepared(views(to - from, slot -> from + slot, slot -> randomBox(view, from + slot)));
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
        return prepared(views(to - from, slot -> from + slot, slot -> evaluationCrops.get(view)));
    }

    private Tensor views(int count, IntUnaryOperator sample, IntFunction<CropBox> box) {
        IntFunction<byte[]> picture = slot -> picture(sample.applyAsInt(slot));
        return deviceViews
                .map(own -> own.pack(count, picture, box))
                .orElseGet(() -> ViewBatch.of(count, renderers.get(), preprocessing, picture, box));
    }

    private byte[] picture(int sample) {
        byte[] picture = pictures.get();
        pixels.read(sample, picture);
        return picture;
    }

    @Override
    public void close() {
        // The pixels belong to whoever decoded them.
        deviceViews.ifPresent(DeviceViews::close);
    }
}
