package io.github.biwaa.samples;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.image.cache.PixelCache;
import io.github.biwaa.setting.SampleKind;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Files of pictures, yet to be decoded. Unchangeable; of lists that a reader made only the path below their root is kept of each file, so that a
 * million files take little memory.
 */
public final class Pictures extends Samples {
    private final PictureFiles files;

    /**
     * @param name for people: the folder's or list's name
     * @param files the pictures
     * @param classLabels the class number of each picture, or empty if they are unlabelled
     * @param classes the names of all classes; of the source's also for a target
     * @throws IllegalArgumentException if labels are not as many as files, or no class's number
     */
    public Pictures(String name, List<Path> files, Optional<int[]> classLabels, List<String> classes) {
        super(name, files.size(), classLabels, classes);
        this.files = PictureFiles.copyOf(files);
    }

    /** @return the files, in order */
    public List<Path> files() {
        return files;
    }

    @Override
    public SampleKind kind() {
        return SampleKind.PICTURES;
    }

    @Override
    public String sampleName(int sample) {
        return files.name(sample);
    }

    /**
     * Decodes what the cache does not hold yet.
     *
     * @return pictures, or what the opening makes of them
     */
    @Override
    public OpenSamples open(Opening opening, Progress progress) {
        return opening.made(decode(opening, progress));
    }

    /** {@link #open}, whatever would become of the pictures then. */
    public CachedPictures decode(Opening opening, Progress progress) {
        Opening.Decoding how = opening.decoding();
        PixelCache pixels = PixelCache.open(
                files,
                requireNonNull(opening.preprocessing()),
                new PixelCache.Options(how.cache(), how.threads(), how.skipBroken(), name(), progress));
        BitSet broken = new BitSet();
        pixels.broken().forEach(picture -> {
            broken.set(picture.index());
            progress.noted("Skipped a picture of " + name() + ": " + picture.message());
        });
        int[] rows = IntStream.range(0, size()).filter(row -> !broken.get(row)).toArray();
        if (rows.length == 0) {
            pixels.close();
            throw new BiwaaException("no picture of " + name() + " can be read.");
        }
        return CachedPictures.of(without(broken), pixels, rows, opening);
    }

    @Override
    Pictures relabelled(Optional<int[]> labels, List<String> names) {
        return new Pictures(name(), files, labels, names);
    }

    /**
     * @param left numbers of the pictures to leave out, such as broken ones
     * @return these pictures without them
     */
    Pictures without(BitSet left) {
        if (left.isEmpty()) {
            return this;
        }
        int[] kept =
                IntStream.range(0, size()).filter(sample -> !left.get(sample)).toArray();
        Optional<int[]> keptLabels = classLabels()
                .map(labels -> IntStream.of(kept).map(sample -> labels[sample]).toArray());
        return new Pictures(name(), files.select(kept), keptLabels, classes());
    }
}
