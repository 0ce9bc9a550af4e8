package io.github.biwaa.performance;

import io.github.biwaa.Progress;
import io.github.biwaa.image.Augmentation;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.TenCrop;
import io.github.biwaa.image.cache.PixelCache;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.PictureViews;
import io.github.biwaa.torch.Placement;
import java.nio.file.Path;
import java.util.List;

/**
 * What needs picture files to be measured.
 *
 * @param loading from files and from the cache
 * @param scoring by ten crops
 */
record OnFiles(LoadingPerformance loading, ScoringPerformance scoring) {
    /** Seconds after which decoding has found its speed. */
    private static final double WARM_UP = 2;

    /** Draws pictures into a folder, decodes them, cuts views of them and scores them. */
    static OnFiles measure(PerformanceSettings settings, Progress progress, Path folder) {
        progress.report(new Progress.Task("drawing pictures"), 0, -1);
        List<Path> files = SyntheticPhotos.write(folder, settings.pictures());
        Preprocessing preprocessing = preprocessing(settings);
        progress.report(new Progress.Task("measuring decoding"), 0, -1);
        double cold = coldRate(files, preprocessing, settings, folder);
        try (PixelCache cache = PixelCache.open(files, preprocessing, options(folder.resolve("cache"), settings))) {
            try (PictureViews input = input(cache, files.size(), preprocessing, Placement.DEFAULT);
                    PictureViews scored = input(cache, files.size(), preprocessing, settings.placement())) {
                progress.report(new Progress.Task("measuring loading"), 0, -1);
                LoadingPerformance loading = new LoadingPerformance(
                        cold,
                        LoadingPerformance.warm(input),
                        preprocessing.pictureLength() + (double) Float.BYTES * preprocessing.viewLength());
                ScoringPerformance scoring = ScoringPerformance.measure(settings, scored, progress);
                return new OnFiles(loading, scoring);
            }
        }
    }

    private static PictureViews input(
            PixelCache cache, int pictures, Preprocessing preprocessing, Placement placement) {
        return new PictureViews(
                cache::read,
                pictures,
                preprocessing,
                Augmentation.imagenet(),
                TenCrop.views(preprocessing.resize(), preprocessing.crop()),
                new SeedSequence(0),
                Purpose.SOURCE_AUGMENTATION,
                placement);
    }

    /** @return pictures decoded per second into caches that are not there yet, once Java's compiler knows the way */
    private static double coldRate(
            List<Path> files, Preprocessing preprocessing, PerformanceSettings settings, Path folder) {
        double last = 0;
        double sum = 0;
        for (int round = 0; sum < WARM_UP; round++) {
            long start = System.nanoTime();
            PixelCache.open(files, preprocessing, options(folder.resolve("cold-" + round), settings))
                    .close();
            last = (System.nanoTime() - start) / 1e9;
            sum += last;
        }
        return files.size() / last;
    }

    private static PixelCache.Options options(Path folder, PerformanceSettings settings) {
        return new PixelCache.Options(folder, settings.threads(), false, "drawn pictures", Progress.SILENT);
    }

    private static Preprocessing preprocessing(PerformanceSettings settings) {
        BackboneKind kind = Backbones.of(settings.backbone());
        return kind.preprocessing(settings.size(), kind.defaultChannels());
    }
}
