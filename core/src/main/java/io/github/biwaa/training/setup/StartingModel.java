package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.TrainingSettings.BACKBONE;
import static io.github.biwaa.settings.TrainingSettings.BOTTLENECK;
import static io.github.biwaa.settings.TrainingSettings.CENTRE_FEATURES;
import static io.github.biwaa.settings.TrainingSettings.CHANNELS;
import static io.github.biwaa.settings.TrainingSettings.FEATURE_SCALE;
import static io.github.biwaa.settings.TrainingSettings.IMAGE_SIZE;
import static io.github.biwaa.settings.TrainingSettings.START_FROM;
import static io.github.biwaa.settings.TrainingSettings.WEIGHTS;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.model.StartingWeights;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Names;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The finished model that a training starts from.
 *
 * @param folder the model folder
 * @param description what it is
 */
public record StartingModel(Path folder, ModelDescription description) {

    /**
     * The model that was chosen.
     *
     * @return empty to start from weights, or from scratch
     * @throws BiwaaException if there is no model, or its description was changed
     */
    public static Optional<StartingModel> of(TrainingConfiguration configuration) {
        return configuration
                .find(START_FROM)
                .map(ModelLocation::resolve)
                .map(folder -> new StartingModel(folder, ModelFolder.describe(folder)));
    }

    /**
     * Checks that a training can go on with it.
     *
     * @param data whose classes the model must have, in the same order
     * @param weights what the file of its weights is now
     * @throws InvalidSettingException if it has other classes, or the training another network
     * @throws BiwaaException if its weights are not those that it was saved with
     */
    public void requireFit(
            TrainingConfiguration configuration, Domains<? extends Samples> data, StartingWeights weights) {
        Samples target = data.target();
        String domain = data.source().isEmpty() ? "target" : "source";
        if (description.takesEmbeddings() != target.width().isPresent()) {
            throw refused("takes " + (description.takesEmbeddings() ? "embeddings" : "pictures") + ", the " + domain
                    + " has " + target.kind());
        }
        requireClasses(data.source().classes());
        configuration.find(BACKBONE).ifPresent(backbone -> require(BACKBONE, description.backbone(), backbone.name()));
        require(BOTTLENECK, description.bottleneckWidth(), configuration.get(BOTTLENECK));
        require(FEATURE_SCALE, description.featureScale(), configuration.get(FEATURE_SCALE));
        if (description.takesEmbeddings()) {
            require(CENTRE_FEATURES, description.centred(), configuration.get(CENTRE_FEATURES));
            int width = target.width().orElseThrow();
            if (description.embeddingWidth() != width) {
                throw refused("takes " + description.embeddingWidth() + " features per sample, the " + domain + " has "
                        + width);
            }
        } else {
            require(IMAGE_SIZE, description.requiredPreprocessing().crop(), configuration.get(IMAGE_SIZE));
            require(CHANNELS, description.requiredPreprocessing().channels(), configuration.get(CHANNELS));
            WeightsChoice own = WeightsChoice.of(ModelFolder.weights(folder));
            require(WEIGHTS, own.setting(), configuration.get(WEIGHTS).setting());
        }
        String saved = description.weightsSha256();
        if (saved != null && !saved.equals(weights.sha256())) {
            throw new BiwaaException("the weights " + ModelFolder.weights(folder) + " are not those that the model "
                    + folder + " was saved with. The file is damaged or was replaced; copy the model again.");
        }
    }

    private void requireClasses(List<String> classes) {
        if (classes.equals(description.classes())) {
            return;
        }
        boolean reordered = new HashSet<>(classes).equals(new HashSet<>(description.classes()));
        throw refused("has the classes " + Names.some(description.classes()) + ", the source has "
                + Names.some(classes)
                + (reordered ? ": the same in another order" : "")
                + (classes.size() == description.classes().size()
                        ? ". The setting classes decides names and order of the source's"
                        : ""));
    }

    private void require(Setting<?> setting, Object model, Object training) {
        if (!model.equals(training)) {
            throw refused("has " + setting.key() + " " + model + ", the training " + training
                    + "; without that setting, the training takes the model's");
        }
    }

    private InvalidSettingException refused(String why) {
        return new InvalidSettingException(START_FROM.key() + ": the model " + folder + " " + why);
    }
}
