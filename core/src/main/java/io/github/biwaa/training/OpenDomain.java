package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.Domain;
import io.github.biwaa.data.PictureInput;
import io.github.biwaa.image.CacheDirectory;
import io.github.biwaa.image.CropBox;
import io.github.biwaa.image.PixelCache;
import io.github.biwaa.image.TenCrop;
import io.github.biwaa.model.Views;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A domain with its decoded pictures.
 *
 * @param domain without the pictures that are broken
 * @param pixels the cache of all pictures
 * @param rows the place of each picture of the domain in the cache
 */
record OpenDomain(Domain domain, PixelCache pixels, int[] rows) implements AutoCloseable {

    /**
     * Decodes what the cache does not hold yet.
     *
     * @throws BiwaaException if pictures are broken and that is not to be skipped, or none is left
     */
    static OpenDomain open(Domain domain, TrainingConfiguration configuration, PreparationListener listener) {
        Path directory = configuration.data().cache().orElseGet(CacheDirectory::standard);
        PixelCache pixels = PixelCache.open(
                domain.files(),
                configuration.network().preprocessing(),
                new PixelCache.Options(
                        directory,
                        configuration.compute().threads(),
                        configuration.data().skipBroken(),
                        new CacheProgress(domain.name(), listener)));
        BitSet broken = new BitSet();
        pixels.broken().forEach(picture -> {
            broken.set(picture.index());
            listener.skipped(domain.name(), picture.message());
        });
        int[] rows = IntStream.range(0, domain.size())
                .filter(row -> !broken.get(row))
                .toArray();
        if (rows.length == 0) {
            pixels.close();
            throw new BiwaaException("no picture of " + domain.name() + " can be read.");
        }
        return new OpenDomain(domain.without(broken), pixels, rows);
    }

    private record CacheProgress(String domain, PreparationListener next) implements PixelCache.Listener {
        @Override
        public void aboutToWrite(Path file, long bytes, int toDecode, int total) {
            next.cacheSize(domain, toDecode, bytes, file);
        }

        @Override
        public void decoded(int done, int toDecode) {
            next.decoding(domain, done, toDecode);
            if (next.stopRequested()) {
                throw TrainingStoppedException.during("decoding the pictures of " + domain);
            }
        }
    }

    /**
     * The pictures as a network takes them.
     *
     * @param seeds where random views come from
     */
    PictureInput input(NetworkSettings network, SeedSequence seeds, Purpose purpose) {
        return new PictureInput(
                pixels,
                rows,
                network.preprocessing(),
                network.augmentation().augmentation(),
                evaluationCrops(network),
                seeds,
                purpose);
    }

    /** @return the fixed views that pictures are scored by */
    private static List<CropBox> evaluationCrops(NetworkSettings network) {
        int resize = network.preprocessing().resize();
        int crop = network.preprocessing().crop();
        return network.views() == Views.TEN_CROP
                ? TenCrop.views(resize, crop)
                : List.of(TenCrop.centreView(resize, crop));
    }

    @Override
    public void close() {
        pixels.close();
    }
}
