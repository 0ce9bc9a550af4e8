package io.github.biwaa.embedding;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.Backbone;
import io.github.biwaa.network.BackboneKind;
import io.github.biwaa.network.Layer;
import io.github.biwaa.network.PretrainedWeights;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;

/** A backbone that turns pictures into features, with what it needs to see them. It owns the backbone. */
public final class EmbeddingNetwork implements AutoCloseable {
    private final Backbone backbone;
    private final Preprocessing preprocessing;
    private final Layer owner;

    private EmbeddingNetwork(Backbone backbone, Preprocessing preprocessing, Layer owner) {
        this.backbone = backbone;
        this.preprocessing = preprocessing;
        this.owner = owner;
    }

    /**
     * A backbone with weights from a file.
     *
     * @param weights safetensors or PyTorch, with torchvision's names
     * @throws InvalidSettingException if there are none: what has learnt nothing says nothing about a picture
     * @throws io.github.biwaa.BiwaaException if they do not fit
     */
    public static EmbeddingNetwork of(BackboneKind kind, Optional<Path> weights, Preprocessing preprocessing) {
        Path file = weights.orElseThrow(() -> new InvalidSettingException("weights: none, expected weights for "
                + kind.name() + "; a network without weights has learnt nothing"));
        try (PointerScope scope = new PointerScope()) {
            Backbone backbone = kind.create(preprocessing.channels(), preprocessing.crop());
            try {
                PretrainedWeights.load(backbone, file);
            } catch (RuntimeException e) {
                backbone.close();
                throw e;
            }
            return new EmbeddingNetwork(backbone, preprocessing, backbone);
        }
    }

    /**
     * The backbone of an adapted model, with the model's own preprocessing.
     *
     * @param path a run folder (its last finished run counts), a run-N folder or a model folder
     * @throws io.github.biwaa.BiwaaException if there is no model, or one that was trained on embeddings
     */
    public static EmbeddingNetwork ofModel(Path path) {
        Path folder = ModelLocation.resolve(path);
        ModelDescription description = ModelFolder.describe(folder);
        description.requirePictures("turn pictures into embeddings");
        AdaptationNetwork network = ModelFolder.load(folder);
        return new EmbeddingNetwork(network.backbone(), description.preprocessing(), network);
    }

    /** @return features per picture */
    public int width() {
        return backbone.featureWidth();
    }

    Backbone backbone() {
        return backbone;
    }

    Preprocessing preprocessing() {
        return preprocessing;
    }

    @Override
    public void close() {
        owner.close();
    }
}
