package io.github.biwaa.samples;

import io.github.biwaa.image.Augmentation;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.torch.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How samples are brought before a network. All of it is about pictures; features are as they are.
 *
 * @param preprocessing from a picture file to the network's input; null for a network that takes features
 * @param augmentation of training views
 * @param fixedViews the views that a picture is scored by, in places of the cached picture
 * @param placement where the network computes
 * @param decoding how pictures are decoded
 * @param features what is made of the pictures before training, if anything: features of a frozen backbone
 */
public record Opening(
        @Nullable Preprocessing preprocessing,
        Augmentation augmentation,
        List<CropBox> fixedViews,
        Placement placement,
        Decoding decoding,
        Optional<Function<CachedPictures, Features>> features) {

    /** The same for pictures of which features are made. */
    public Opening making(Function<CachedPictures, Features> made) {
        return new Opening(preprocessing, augmentation, fixedViews, placement, decoding, Optional.of(made));
    }

    /**
     * What becomes of decoded pictures.
     *
     * @param pictures owned from now on
     */
    OpenSamples made(CachedPictures pictures) {
        if (features.isEmpty()) {
            return pictures;
        }
        try (pictures) {
            return features.get().apply(pictures);
        }
    }

    /** Pictures in fixed views alone, as a network that is not trained takes them. */
    public static Opening fixed(
            Preprocessing preprocessing, List<CropBox> fixedViews, Placement placement, Decoding decoding) {
        return new Opening(preprocessing, Augmentation.none(), fixedViews, placement, decoding, Optional.empty());
    }

    /**
     * How pictures are decoded.
     *
     * @param cache the folder in which they are kept
     * @param threads that decode, at least 1
     * @param skipBroken whether pictures that cannot be read are left out
     */
    public record Decoding(Path cache, int threads, boolean skipBroken) {}
}
