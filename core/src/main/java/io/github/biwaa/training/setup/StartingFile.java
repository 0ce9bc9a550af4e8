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
import io.github.biwaa.weights.HubCache;
import io.github.biwaa.weights.HubModel;
import io.github.biwaa.weights.WeightCache;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the file that a backbone starts from; published weights and those of the hub are downloaded into the cache folder, once for all trainings. */
public final class StartingFile {
    private static final Logger LOG = LoggerFactory.getLogger(StartingFile.class);

    private StartingFile() {}

    /**
     * The file of the weights that were chosen.
     *
     * @return empty to train from scratch
     * @throws io.github.biwaa.StoppedException if that was asked for
     * @throws io.github.biwaa.BiwaaException if weights cannot be downloaded
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
     * @throws io.github.biwaa.BiwaaException if weights cannot be downloaded
     */
    public static Optional<Path> of(WeightsChoice choice, BackboneKind backbone, Path cache, Progress progress) {
        Path kept = cache.resolve(WeightsChoice.FOLDER);
        if (choice.imagenet()) {
            WeightCache weights = new WeightCache(kept, WeightCache.chosenAddress(), progress);
            return Optional.of(weights.fetch(backbone.publishedWeights()));
        }
        Optional<Path> file = choice.hub().isPresent()
                ? choice.hub().map(model -> downloaded(new HubCache(kept, progress).model(model)))
                : choice.file().map(HubFolder::weightsIn);
        choice.folder(cache)
                .ifPresent(folder -> LOG.info(
                        "{}: {}.",
                        choice.setting(),
                        folder.describesPictures()
                                ? "pictures are prepared as the description in the folder says"
                                : "nothing in the folder describes the pictures; they are prepared as for "
                                        + backbone.name()));
        return file;
    }

    private static Path downloaded(HubModel model) {
        LOG.info(
                "{}: {}.",
                model.reference(),
                model.licence()
                        .map(licence -> "the licence of the weights is " + licence)
                        .orElse("the model's page states no licence of the weights"));
        return HubFolder.downloaded(model);
    }
}
