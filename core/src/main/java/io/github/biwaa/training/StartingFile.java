package io.github.biwaa.training;

import io.github.biwaa.image.CacheDirectory;
import io.github.biwaa.settings.NetworkSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.weights.PublishedWeights;
import io.github.biwaa.weights.WeightCache;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the file that a backbone starts from; published weights are downloaded into the cache folder, once for all trainings. */
public final class StartingFile {
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
        Path cache = configuration.data().cache().orElseGet(CacheDirectory::standard);
        return of(network.weights(), network.backbone(), cache, listener);
    }

    /**
     * The file of the weights that were chosen.
     *
     * @param choice what was chosen
     * @param backbone whose weights
     * @param cache the folder in which published weights are kept
     * @return empty to train from scratch
     * @throws TrainingStoppedException if the listener asks to stop
     * @throws io.github.biwaa.BiwaaException if published weights cannot be downloaded
     */
    public static Optional<Path> of(WeightsChoice choice, String backbone, Path cache, PreparationListener listener) {
        if (!choice.imagenet()) {
            return choice.file();
        }
        WeightCache weights = new WeightCache(
                cache.resolve(FOLDER),
                WeightCache.chosenAddress(),
                (file, done, size) -> report(listener, file, done, size));
        return Optional.of(weights.fetch(PublishedWeights.of(backbone)));
    }

    private static void report(PreparationListener listener, String file, long done, long size) {
        listener.downloading(file, done, size);
        if (listener.stopRequested()) {
            throw TrainingStoppedException.during("downloading " + file + ", which the next training goes on with");
        }
    }
}
