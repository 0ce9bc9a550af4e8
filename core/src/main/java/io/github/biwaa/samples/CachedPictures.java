package io.github.biwaa.samples;

import io.github.biwaa.image.cache.PixelCache;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.setting.SampleKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Decoded pictures, augmented anew in every step. */
public final class CachedPictures extends OpenSamples {
    private final IntFunction<String> names;
    private final Optional<IntFunction<Path>> files;
    private final PixelSource pixels;
    private final Opening opening;
    private final Optional<PixelCache> owned;

    private CachedPictures(
            String name,
            int size,
            Optional<int[]> labels,
            List<String> classes,
            IntFunction<String> names,
            Optional<IntFunction<Path>> files,
            PixelSource pixels,
            Opening opening,
            Optional<PixelCache> owned) {
        super(name, size, labels, classes);
        this.names = names;
        this.files = files;
        this.pixels = pixels;
        this.opening = opening;
        this.owned = owned;
    }

    /**
     * @param pictures without the broken ones
     * @param cache owned from now on
     * @param rows the place of each picture in the cache
     */
    static CachedPictures of(Pictures pictures, PixelCache cache, int[] rows, Opening opening) {
        return new CachedPictures(
                pictures.name(),
                pictures.size(),
                pictures.classLabels(),
                pictures.classes(),
                pictures::sampleName,
                Optional.of(pictures.files()::get),
                (sample, target) -> cache.read(rows[sample], target),
                opening,
                Optional.of(cache));
    }

    /** @param prepared the bytes of each picture, in the size that views are cut from */
    static CachedPictures inMemory(Samples pictures, byte[][] prepared, Opening opening) {
        return new CachedPictures(
                pictures.name(),
                pictures.size(),
                pictures.classLabels(),
                pictures.classes(),
                pictures::sampleName,
                Optional.empty(),
                (sample, target) -> System.arraycopy(prepared[sample], 0, target, 0, prepared[sample].length),
                opening,
                Optional.empty());
    }

    @Override
    public List<Path> pictures() {
        return files.map(each -> IntStream.range(0, size()).mapToObj(each).toList())
                .orElse(List.of());
    }

    @Override
    public SampleKind kind() {
        return SampleKind.PICTURES;
    }

    @Override
    public String sampleName(int sample) {
        return names.apply(sample);
    }

    @Override
    public PictureViews views(SeedSequence seeds, Purpose purpose) {
        return new PictureViews(
                pixels,
                size(),
                Objects.requireNonNull(opening.preprocessing()),
                opening.augmentation(),
                opening.fixedViews(),
                seeds,
                purpose,
                opening.placement());
    }

    @Override
    OpenSamples sum(OpenSamples other, int[] rows, int[] labels) {
        CachedPictures added = (CachedPictures) other;
        return new CachedPictures(
                name(),
                labels.length,
                Optional.of(labels),
                classes(),
                joined(names, added.names, rows),
                files.flatMap(own -> added.files.map(others -> joined(own, others, rows))),
                (sample, target) -> {
                    if (sample < size()) {
                        pixels.read(sample, target);
                    } else {
                        added.pixels.read(rows[sample - size()], target);
                    }
                },
                opening,
                Optional.empty());
    }

    @Override
    public CachedPictures part(int[] rows) {
        int[] chosen = rows.clone();
        return new CachedPictures(
                name(),
                chosen.length,
                labelsOf(chosen),
                classes(),
                sample -> names.apply(chosen[sample]),
                files.map(own -> sample -> own.apply(chosen[sample])),
                (sample, target) -> pixels.read(chosen[sample], target),
                opening,
                Optional.empty());
    }

    @Override
    OpenSamples shared() {
        return relabelled(classLabels(), classes());
    }

    @Override
    CachedPictures relabelled(Optional<int[]> labels, List<String> classNames) {
        return new CachedPictures(name(), size(), labels, classNames, names, files, pixels, opening, Optional.empty());
    }

    @Override
    public void close() {
        owned.ifPresent(PixelCache::close);
    }
}
