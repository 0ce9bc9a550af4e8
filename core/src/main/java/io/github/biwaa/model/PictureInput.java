package io.github.biwaa.model;

import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resizer;
import io.github.biwaa.image.ViewRenderer;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import io.github.biwaa.samples.ViewBatch;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** From pictures to what a network sees of them, on any thread: decoded, brought to one size, and views cut out. */
public final class PictureInput {
    private final Preprocessing preprocessing;
    private final List<CropBox> views;
    private final ThreadLocal<Resizer> resizers = ThreadLocal.withInitial(Resizer::new);
    private final ThreadLocal<ViewRenderer> renderers;

    /**
     * @param preprocessing of the network
     * @param views what of each picture is looked at
     */
    public PictureInput(Preprocessing preprocessing, Views views) {
        this.preprocessing = preprocessing;
        this.views = views.crops(preprocessing);
        this.renderers = ThreadLocal.withInitial(() -> new ViewRenderer(preprocessing));
    }

    /**
     * Decodes and prepares a file.
     *
     * @return the bytes that views are cut from
     * @throws io.github.biwaa.BiwaaException if it cannot be read
     */
    public byte[] prepare(Path file) {
        return prepare(preprocessing.decode(file));
    }

    /**
     * Decodes and prepares the content of a picture file.
     *
     * @return the bytes that views are cut from
     * @throws io.github.biwaa.BiwaaException if it is no picture
     */
    public byte[] prepare(byte[] content) {
        return prepare(new ImageDecoder(preprocessing.background())
                .decode(content, "the picture", preprocessing.applyOrientation()));
    }

    /** @return the bytes that views are cut from */
    public byte[] prepare(PixelImage decoded) {
        return preprocessing
                .prepare(decoded.withChannels(preprocessing.channels()), resizers.get())
                .samples();
    }

    /** @return how many views there are of each picture */
    public int views() {
        return views.size();
    }

    /**
     * A view of each picture.
     *
     * @param pictures prepared
     * @param view from 0
     * @return [N, C, crop, crop] in float32 on the processor, in the scope of the caller
     */
    public Tensor batch(List<byte[]> pictures, int view) {
        return ViewBatch.of(pictures.size(), renderers.get(), preprocessing, pictures::get, slot -> views.get(view));
    }
}
