package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.TrainingSettings.BACKBONE;
import static io.github.biwaa.settings.TrainingSettings.START_FROM;
import static io.github.biwaa.settings.TrainingSettings.WEIGHTS;

import io.github.biwaa.Progress;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.HubFolder;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.weights.WeightCache;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the file that a backbone starts from; published weights are downloaded into the cache folder, once for all trainings. */
public final class StartingFile {
    /** Where published weights are kept in the cache folder. */
    public static final String FOLDER = "weights";

    private static final Logger LOG = LoggerFactory.getLogger(StartingFile.class);

    private StartingFile() {}

    /**
     * The file of the weights that were chosen.
     *
     * @return empty to train from scratch
     * @throws io.github.biwaa.StoppedException if that was asked for
     * @throws io.github.biwaa.BiwaaException if published weights cannot be downloaded
     */
    public static Optional<Path> of(TrainingConfiguration configuration, Progress progress) {
        Optional<Path> model = configuration.find(START_FROM).map(ModelLocation::resolve);
        if (model.isPresent()) {
            return model.map(ModelFolder::weights);
        }
        Path cache = configuration.data().cacheFolder();
        return configuration.find(WEIGHTS).flatMap(choice -> of(choice, configuration.get(BACKBONE), cache, progress));
    }

    /**
     * The file of the weights that were chosen.
     *
     * @param choice what was chosen
     * @param backbone whose weights
     * @param cache the folder in which published weights are kept
     * @return empty to train from scratch
     * @throws io.github.biwaa.StoppedException if that was asked for
     * @throws io.github.biwaa.BiwaaException if published weights cannot be downloaded
     */
    public static Optional<Path> of(WeightsChoice choice, BackboneKind backbone, Path cache, Progress progress) {
        if (!choice.imagenet()) {
            choice.file()
                    .flatMap(HubFolder::of)
                    .ifPresent(folder -> LOG.info(
                            "{}: {}.",
                            choice.setting(),
                            folder.describesPictures()
                                    ? "pictures are prepared as the description in the folder says"
                                    : "nothing in the folder describes the pictures; they are prepared as for "
                                            + backbone.name()));
            return choice.file().map(HubFolder::weightsIn);
        }
        WeightCache weights = new WeightCache(cache.resolve(FOLDER), WeightCache.chosenAddress(), progress);
        return Optional.of(weights.fetch(backbone.publishedWeights()));
    }
}
