package io.github.biwaa.training;

import io.github.biwaa.image.CacheDirectory;
import io.github.biwaa.weights.PublishedWeights;
import io.github.biwaa.weights.WeightCache;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the file that a backbone starts from; published weights are downloaded into the cache folder, once for all trainings. */
final class StartingFile {
    private static final String FOLDER = "weights";

    private StartingFile() {}

    /**
     * The file of the weights that were chosen.
     *
     * @return empty to train from scratch
     * @throws TrainingStoppedException if the listener asks to stop
     * @throws io.github.biwaa.BiwaaException if published weights cannot be downloaded
     */
    static Optional<Path> of(TrainingConfiguration configuration, PreparationListener listener) {
        NetworkSettings network = configuration.network();
        if (!network.weights().imagenet()) {
            return network.weights().file();
        }
        Path cache = configuration.data().cache().orElseGet(CacheDirectory::standard);
        WeightCache weights = new WeightCache(
                cache.resolve(FOLDER),
                WeightCache.chosenAddress(),
                (file, done, size) -> report(listener, file, done, size));
        return Optional.of(weights.fetch(PublishedWeights.of(network.backbone())));
    }

    private static void report(PreparationListener listener, String file, long done, long size) {
        listener.downloading(file, done, size);
        if (listener.stopRequested()) {
            throw TrainingStoppedException.during("downloading " + file + ", which the next training goes on with");
        }
    }
}
