package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.image.Augmentation;
import io.github.biwaa.image.CacheDirectory;
import io.github.biwaa.image.PixelCache;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.Views;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.samples.PictureViews;
import io.github.biwaa.settings.NetworkSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Placement;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * A domain with its decoded pictures.
 *
 * @param domain without the pictures that are broken
 * @param pixels the cache of all pictures
 * @param rows the place of each picture of the domain in the cache
 */
public record OpenDomain(Domain domain, PixelCache pixels, int[] rows) implements AutoCloseable {

    /**
     * Decodes what the cache does not hold yet.
     *
     * @throws BiwaaException if pictures are broken and that is not to be skipped, or none is left
     */
    static OpenDomain open(Domain domain, TrainingConfiguration configuration, PreparationListener listener) {
        return open(
                domain,
                configuration.network().preprocessing(),
                new Decoding(
                        configuration.data().cache().orElseGet(CacheDirectory::standard),
                        configuration.compute().threads(),
                        configuration.data().skipBroken()),
                listener);
    }

    /**
     * How pictures are decoded.
     *
     * @param cache the folder in which they are kept
     * @param threads that decode, at least 1
     * @param skipBroken whether pictures that cannot be read are left out
     */
    public record Decoding(Path cache, int threads, boolean skipBroken) {}

    /**
     * Decodes what the cache does not hold yet.
     *
     * @throws BiwaaException if pictures are broken and that is not to be skipped, or none is left
     * @throws TrainingStoppedException if the listener asks to stop
     */
    public static OpenDomain open(
            Domain domain, Preprocessing preprocessing, Decoding decoding, PreparationListener listener) {
        PixelCache pixels = PixelCache.open(
                domain.files(),
                preprocessing,
                new PixelCache.Options(
                        decoding.cache(),
                        decoding.threads(),
                        decoding.skipBroken(),
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
     * @param placement where the network computes
     */
    PictureViews input(NetworkSettings network, SeedSequence seeds, Purpose purpose, Placement placement) {
        return new PictureViews(
                pixels,
                rows,
                network.preprocessing(),
                network.augmentation().augmentation(),
                network.views().crops(network.preprocessing()),
                seeds,
                purpose,
                placement);
    }

    /**
     * The pictures in fixed views alone, as a network that is not trained takes them.
     *
     * @param preprocessing that the domain was opened with
     */
    public PictureViews fixedViews(Preprocessing preprocessing, Views views) {
        return new PictureViews(
                pixels,
                rows,
                preprocessing,
                Augmentation.none(),
                views.crops(preprocessing),
                new SeedSequence(0),
                Purpose.TARGET_AUGMENTATION);
    }

    @Override
    public void close() {
        pixels.close();
    }
}
