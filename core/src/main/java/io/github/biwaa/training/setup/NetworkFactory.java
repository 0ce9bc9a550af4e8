package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.TrainingSettings.BACKBONE;
import static io.github.biwaa.settings.TrainingSettings.BOTTLENECK;
import static io.github.biwaa.settings.TrainingSettings.CENTRE_FEATURES;
import static io.github.biwaa.settings.TrainingSettings.CHANNELS;
import static io.github.biwaa.settings.TrainingSettings.FEATURE_SCALE;
import static io.github.biwaa.settings.TrainingSettings.IMAGE_SIZE;
import static io.github.biwaa.settings.TrainingSettings.START_FROM;
import static io.github.biwaa.settings.TrainingSettings.STOCHASTIC_DEPTH;
import static io.github.biwaa.settings.TrainingSettings.WEIGHTS;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.StartingWeights;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.FeatureBackbone;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.torch.file.WeightFiles;
import io.github.biwaa.weights.HubCache;
import io.github.biwaa.weights.HubModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;

/** Makes the network that a run starts with: the pretrained backbone, or a fresh one, with fresh heads; or a finished model. Seed libtorch before each call. */
public final class NetworkFactory {
    private final TrainingConfiguration configuration;
    private final Optional<Path> weights;
    private final int classes;

    /**
     * @param weights the file the backbone starts from, and the heads if a model is started from; empty to train from scratch
     * @param classes K
     */
    public NetworkFactory(TrainingConfiguration configuration, Optional<Path> weights, int classes) {
        this.configuration = configuration;
        this.weights = weights;
        this.classes = classes;
    }

    /** @return the same with other settings */
    public NetworkFactory with(TrainingConfiguration other) {
        return new NetworkFactory(other, weights, classes);
    }

    /** @return a backbone with its starting weights, the caller's to close */
    public Backbone backbone() {
        try (PointerScope scope = new PointerScope()) {
            return configuration
                    .get(BACKBONE)
                    .create(configuration.get(CHANNELS), configuration.get(IMAGE_SIZE), weights);
        }
    }

    /**
     * The network of a run.
     *
     * @param width of the features that it is trained on; empty for pictures
     */
    public AdaptationNetwork network(OptionalInt width) {
        return width.isPresent() ? headsOnly(width.getAsInt()) : whole();
    }

    /** @return a network for pictures; the stages to freeze are frozen */
    private AdaptationNetwork whole() {
        try (PointerScope scope = new PointerScope()) {
            Backbone backbone = backbone();
            configuration.freeze().lastStage().ifPresent(backbone::freezeThrough);
            backbone.dropBranches(configuration.get(STOCHASTIC_DEPTH));
            return withHeads(backbone);
        }
    }

    /** @return bottleneck and heads alone */
    private AdaptationNetwork headsOnly(int featureWidth) {
        try (PointerScope scope = new PointerScope()) {
            return withHeads(new FeatureBackbone(featureWidth));
        }
    }

    private AdaptationNetwork withHeads(Backbone backbone) {
        AdaptationNetwork network = new AdaptationNetwork(
                backbone,
                configuration.get(BOTTLENECK),
                classes,
                configuration.get(FEATURE_SCALE),
                configuration.find(CENTRE_FEATURES).orElse(false));
        if (startsFromModel() && weights.isPresent()) {
            try (StateDict model = WeightFiles.read(weights.get())) {
                network.loadHeads(model.asMap());
            }
        }
        return network;
    }

    /** @return whether the heads have learnt something before, too */
    public boolean startsFromModel() {
        return configuration.find(START_FROM).isPresent();
    }

    /**
     * The network that a run has left.
     *
     * @param width of the features that it was trained on; empty for pictures
     * @param model the run's model folder
     */
    public AdaptationNetwork trained(OptionalInt width, Path model) {
        AdaptationNetwork network = network(width);
        try (StateDict saved = Safetensors.read(ModelFolder.weights(model))) {
            if (width.isPresent()) {
                network.loadHeads(saved.asMap());
            } else {
                network.load(saved);
            }
            return network;
        } catch (RuntimeException | Error failure) {
            network.close();
            throw failure;
        }
    }

    /** Saves what a run trained; heads that were trained on a frozen backbone's features are saved with that backbone. */
    public void save(Path folder, AdaptationNetwork trained, ModelDescription description) {
        if (!configuration.freeze().equals(Freeze.BACKBONE)) {
            ModelFolder.save(folder, trained, description);
            return;
        }
        try (AdaptationNetwork whole = whole()) {
            try (PointerScope scope = new PointerScope()) {
                whole.loadHeads(trained.namedTensors());
            }
            ModelFolder.save(folder, whole, description);
        }
    }

    /** @return name and hash of the file the backbone starts from, and its licence if the hub states one */
    public StartingWeights startingWeights() {
        return weights.map(file -> {
                    String name = file.getFileName().toString();
                    return hubModel()
                            .map(model -> new StartingWeights(
                                    name,
                                    sha256(file),
                                    model.reference().toString(),
                                    model.licence().orElse(null)))
                            .orElseGet(() -> new StartingWeights(name, sha256(file)));
                })
                .orElse(StartingWeights.NONE);
    }

    private Optional<HubModel> hubModel() {
        Path cache = configuration.data().cacheFolder().resolve(WeightsChoice.FOLDER);
        return configuration.find(WEIGHTS).flatMap(WeightsChoice::hub).map(model -> new HubCache(cache, Progress.SILENT)
                .model(model));
    }

    private static String sha256(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the weight file " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }
}
