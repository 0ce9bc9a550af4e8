package io.github.biwaa.adapt;

import io.github.biwaa.Progress;
import io.github.biwaa.image.BrokenPicture;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.cache.PixelCache;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Pictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What was found in both folders, before anything is trained.
 *
 * @param classes names of the classes, the source's
 * @param sourcePerClass how many readable source pictures each class has
 * @param source what is in the labelled folder
 * @param target what is in the other
 * @param acrossDomains pairs of nearly equal pictures, one of each domain: they flatter every accuracy
 */
public record DataReview(
        List<String> classes, int[] sourcePerClass, Domain source, Domain target, List<Pair> acrossDomains) {
    /** Fewer pictures of a class are hardly enough to learn it. */
    public static final int FEW = 10;

    /**
     * One folder.
     *
     * @param name what people call it
     * @param files the readable pictures, in order
     * @param broken pictures that cannot be read, with the reason
     * @param leftOut other files
     * @param duplicates nearly equal pictures within it; of three alike there are two pairs
     */
    public record Domain(
            String name, List<Path> files, List<BrokenPicture> broken, LeftOut leftOut, List<Pair> duplicates) {}

    /** Two nearly equal pictures. */
    public record Pair(Path one, Path other) {}

    /** Copies what could change. */
    public DataReview {
        sourcePerClass = sourcePerClass.clone();
    }

    /** @return the classes with fewer than {@value #FEW} source pictures */
    public List<String> smallClasses() {
        return IntStream.range(0, sourcePerClass.length)
                .filter(k -> sourcePerClass[k] < FEW)
                .mapToObj(classes::get)
                .toList();
    }

    /**
     * Decodes all pictures into the cache, where trainings find them, and compares them.
     *
     * @param folders where the pictures were found
     * @param preprocessing of the network that will be trained
     * @param cache the folder of decoded pictures
     * @param progress told how decoding goes; may stop it
     */
    public static DataReview of(
            Domains<Pictures> domains,
            Domains<Path> folders,
            Preprocessing preprocessing,
            Path cache,
            Progress progress) {
        Hashed source = Hashed.of(domains.source(), preprocessing, cache, progress);
        Hashed target = Hashed.of(domains.target(), preprocessing, cache, progress);
        int[] labels = domains.source().labels();
        int[] counts = domains.source().countPerClass();
        source.broken().forEach(picture -> counts[labels[picture.index()]]--);
        NearDuplicates known = new NearDuplicates(source.hashes());
        List<Pair> across = new ArrayList<>();
        for (int picture = 0; picture < target.files().size(); picture++) {
            int near = known.find(target.hashes().get(picture), source.files().size());
            if (near >= 0) {
                across.add(new Pair(source.files().get(near), target.files().get(picture)));
            }
        }
        return new DataReview(
                domains.source().classes(),
                counts,
                source.domain(domains.source(), folders.source()),
                target.domain(domains.target(), folders.target()),
                across);
    }

    private record Hashed(List<Path> files, List<PictureHash> hashes, List<BrokenPicture> broken) {

        static Hashed of(Pictures pictures, Preprocessing preprocessing, Path cache, Progress progress) {
            int threads = Runtime.getRuntime().availableProcessors();
            try (PixelCache pixels = PixelCache.open(
                    pictures.files(),
                    preprocessing,
                    new PixelCache.Options(cache, threads, true, pictures.name(), progress))) {
                Set<Integer> broken = new HashSet<>();
                pixels.broken().forEach(picture -> broken.add(picture.index()));
                List<Path> files = new ArrayList<>();
                List<PictureHash> hashes = new ArrayList<>();
                byte[] samples = new byte[preprocessing.pictureLength()];
                for (int picture = 0; picture < pictures.size(); picture++) {
                    if (!broken.contains(picture)) {
                        pixels.read(picture, samples);
                        files.add(pictures.files().get(picture));
                        hashes.add(PictureHash.of(samples, preprocessing));
                    }
                }
                return new Hashed(files, hashes, pixels.broken());
            }
        }

        Domain domain(Pictures pictures, Path folder) {
            NearDuplicates all = new NearDuplicates(hashes);
            List<Pair> pairs = new ArrayList<>();
            for (int picture = 0; picture < files.size(); picture++) {
                int near = all.find(hashes.get(picture), picture);
                if (near >= 0) {
                    pairs.add(new Pair(files.get(near), files.get(picture)));
                }
            }
            return new Domain(pictures.name(), List.copyOf(files), broken, LeftOut.of(pictures, folder), pairs);
        }
    }
}
