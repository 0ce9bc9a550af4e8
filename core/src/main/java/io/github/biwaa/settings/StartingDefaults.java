package io.github.biwaa.settings;

import static io.github.biwaa.settings.TrainingSettings.START_FROM;

import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.setting.Known;
import io.github.biwaa.setting.SampleKind;
import java.util.Optional;

/** What defaults follow from the finished model that a training starts from. */
final class StartingDefaults {
    private StartingDefaults() {}

    /** @return the model, if there is one for such samples; one for others is refused when the training begins */
    static Optional<ModelDescription> model(Known known) {
        return known.find(START_FROM)
                .map(ModelLocation::resolve)
                .map(ModelFolder::describe)
                .filter(model -> model.takesEmbeddings() == (known.data().kind() == SampleKind.EMBEDDINGS));
    }

    /** @return its backbone */
    static Optional<BackboneKind> backbone(Known known) {
        return model(known).flatMap(model -> ModelFolder.kind(ModelLocation.resolve(known.get(START_FROM)), model));
    }

    /** @return its weights */
    static Optional<WeightsChoice> weights(Known known) {
        return known.find(START_FROM)
                .map(ModelLocation::resolve)
                .map(ModelFolder::weights)
                .map(WeightsChoice::of);
    }
}
