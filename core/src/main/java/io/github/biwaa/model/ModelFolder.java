package io.github.biwaa.model;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.backbone.FeatureBackbone;
import io.github.biwaa.torch.file.StateDict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;

/**
 * A folder with {@code weights.safetensors} and {@code model.json}: all that prediction needs. A backbone that is no Java but an ONNX or TorchScript
 * file lies there, too, named as model.json says.
 */
public final class ModelFolder {
    /** The weights, named as torchvision names them; equal weights are equal bytes. */
    public static final String WEIGHTS = "weights.safetensors";
    /** The description; written last, so a folder that has it is complete. */
    public static final String DESCRIPTION = "model.json";

    private ModelFolder() {}

    /** @return the file of a model's weights, which other trainings may start from */
    public static Path weights(Path folder) {
        return folder.resolve(WEIGHTS);
    }

    /** Saves a model, in float32 whatever it was trained in, with the hashes that {@link #describe} and {@link Model#load} check. */
    public static void save(Path folder, AdaptationNetwork network, ModelDescription description) {
        network.backbone().file().ifPresent(file -> copy(file, folder.resolve(description.backbone())));
        String sha256 = WeightFile.write(folder.resolve(WEIGHTS), network);
        Json.writeSealed(folder.resolve(DESCRIPTION), description.withWeightsSha256(sha256));
    }

    /** A model without the file of its backbone would be none; the file's name has its hash. */
    private static void copy(Path file, Path place) {
        if (Files.exists(place)) {
            return;
        }
        AtomicFile.write(place, draft -> Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING));
        try {
            kindIn(place);
        } catch (BiwaaException e) {
            throw new BiwaaException(
                    "the file " + file + " is another one than when the training began: " + e.getMessage(), e);
        }
    }

    /**
     * The backbone of a model: the file in its folder, or the one of that name.
     *
     * @return empty for a model of embeddings, which has none
     * @throws BiwaaException if there is none, or the file was damaged or replaced
     */
    public static Optional<BackboneKind> kind(Path folder, ModelDescription description) {
        if (description.takesEmbeddings()) {
            return Optional.empty();
        }
        String name = description.backbone();
        boolean inFolder = name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") && Files.exists(folder.resolve(name));
        return Optional.of(inFolder ? kindIn(folder.resolve(name)) : Backbones.named(name));
    }

    private static BackboneKind kindIn(Path file) {
        BackboneKind kind = Backbones.of(file.toString());
        if (!kind.name().equals(file.getFileName().toString())) {
            throw new BiwaaException("the backbone " + file + " is not the one that the model was saved with: by its"
                    + " content it is " + kind.name() + ". The file is damaged or was replaced; copy the model again.");
        }
        return kind;
    }

    /**
     * Reads the description.
     *
     * @throws BiwaaException if the folder holds no model, or one of a later format, or the description was changed since it was written
     */
    public static ModelDescription describe(Path folder) {
        Path file = folder.resolve(DESCRIPTION);
        if (!Files.exists(file)) {
            throw new BiwaaException(folder + " holds no model: there is no " + DESCRIPTION + " in it.");
        }
        ModelDescription description =
                Json.readSealed(file, ModelDescription.class, found -> found.weightsSha256() != null);
        if (description.format() != ModelDescription.FORMAT) {
            throw new BiwaaException(file + " has format " + description.format()
                    + ", this version of Biwaa reads format " + ModelDescription.FORMAT + ".");
        }
        if (description.takesEmbeddings() == (description.preprocessing() != null)) {
            throw new BiwaaException(
                    file + " is not a description of a model: expected either preprocessing or embeddingWidth.");
        }
        return description;
    }

    /** @return the network of a model, on the CPU, the caller's to close */
    static AdaptationNetwork network(Path folder, ModelDescription description, Optional<BackboneKind> kind) {
        try (PointerScope scope = new PointerScope()) {
            return WeightFile.read(
                    folder.resolve(WEIGHTS),
                    description.weightsSha256(),
                    folder.resolve(DESCRIPTION),
                    weights -> network(folder, description, kind, weights));
        }
    }

    private static AdaptationNetwork network(
            Path folder, ModelDescription description, Optional<BackboneKind> kind, StateDict weights) {
        requireHeads(folder, description, weights);
        AdaptationNetwork network = new AdaptationNetwork(
                freshBackbone(description, kind),
                description.bottleneckWidth(),
                description.classes().size(),
                description.featureScale(),
                description.centred());
        try {
            network.load(weights);
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** A description that claims wider heads than the weights are must not take the memory for them. */
    private static void requireHeads(Path folder, ModelDescription description, StateDict weights) {
        int bottleneck = description.bottleneckWidth();
        int features = description.takesEmbeddings() ? description.embeddingWidth() : -1;
        boolean fits = bottleneck == 0
                ? isMatrix(weights, "fc.weight", description.classes().size(), features)
                : isMatrix(weights, "bottleneck.weight", bottleneck, features)
                        && isMatrix(weights, "fc.weight", description.classes().size(), bottleneck);
        if (!fits) {
            throw new BiwaaException("the weights " + folder.resolve(WEIGHTS) + " are not those of the model that "
                    + folder.resolve(DESCRIPTION) + " describes: their bottleneck or classifier has another shape.");
        }
    }

    private static boolean isMatrix(StateDict weights, String name, int rows, int columns) {
        if (!weights.names().contains(name)) {
            return false;
        }
        long[] shape = weights.required(name).shape();
        return shape.length == 2 && shape[0] == rows && (columns < 0 || shape[1] == columns);
    }

    /**
     * The backbone of a model with initial values.
     *
     * @param kind what it is; empty for a model of embeddings
     * @return the caller's to close
     */
    public static Backbone freshBackbone(ModelDescription description, Optional<BackboneKind> kind) {
        return kind.map(known -> known.create(
                        description.requiredPreprocessing().channels(),
                        description.requiredPreprocessing().crop()))
                .orElseGet(() -> new FeatureBackbone(description.embeddingWidth()));
    }
}
