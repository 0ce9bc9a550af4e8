package io.github.biwaa.performance;

import io.github.biwaa.data.PictureInput;
import io.github.biwaa.image.Augmentation;
import io.github.biwaa.image.PixelCache;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.TenCrop;
import io.github.biwaa.network.BackboneKind;
import io.github.biwaa.network.Backbones;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What needs picture files to be measured.
 *
 * @param loading from files and from the cache
 * @param scoring by ten crops
 */
record OnFiles(LoadingPerformance loading, ScoringPerformance scoring) {

    /** Draws pictures into a folder, decodes them, cuts views of them and scores them. */
    static OnFiles measure(PerformanceSettings settings, PerformanceListener listener, Path folder) {
        listener.measuring("drawing pictures", 0, 0);
        List<Path> files = SyntheticPhotos.write(folder, settings.pictures());
        Preprocessing preprocessing = preprocessing(settings);
        listener.measuring("decoding", 0, 0);
        long start = System.nanoTime();
        PixelCache.Options options = new PixelCache.Options(
                folder.resolve("cache"), settings.threads(), false, new PixelCache.Listener() {});
        try (PixelCache cache = PixelCache.open(files, preprocessing, options)) {
            double cold = files.size() / ((System.nanoTime() - start) / 1e9);
            try (PictureInput input = new PictureInput(
                    cache,
                    IntStream.range(0, files.size()).toArray(),
                    preprocessing,
                    Augmentation.imagenet(),
                    TenCrop.views(preprocessing.resize(), preprocessing.crop()),
                    new SeedSequence(0),
                    Purpose.SOURCE_AUGMENTATION)) {
                listener.measuring("loading", 0, 0);
                LoadingPerformance loading = new LoadingPerformance(
                        cold,
                        LoadingPerformance.warm(input),
                        preprocessing.pictureLength() + (double) Float.BYTES * preprocessing.viewLength());
                ScoringPerformance scoring = ScoringPerformance.measure(
                        settings, input, done -> listener.measuring("scoring", done, files.size()));
                return new OnFiles(loading, scoring);
            }
        }
    }

    /** ImageNet's, in the size that was asked for. */
    private static Preprocessing preprocessing(PerformanceSettings settings) {
        BackboneKind kind = Backbones.of(settings.backbone());
        Preprocessing imagenet = Preprocessing.imagenet();
        boolean colour = kind.defaultChannels() == imagenet.channels();
        return new Preprocessing(
                settings.size() * imagenet.resize() / imagenet.crop(),
                settings.size(),
                kind.defaultChannels(),
                colour ? imagenet.mean() : imagenet.mean().subList(0, 1),
                colour ? imagenet.std() : imagenet.std().subList(0, 1),
                imagenet.applyOrientation(),
                imagenet.resizeResampling());
    }
}
