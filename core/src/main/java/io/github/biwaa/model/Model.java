package io.github.biwaa.model;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import java.nio.file.Path;
import java.util.Optional;

/** A trained model in hand: what {@link Classifier}, heat maps, embeddings and exports are made with. It owns its network. */
public final class Model implements AutoCloseable {
    private final Path folder;
    private final ModelDescription description;
    private final Optional<BackboneKind> kind;
    private final AdaptationNetwork network;
    private final Placement placement;

    private Model(
            Path folder,
            ModelDescription description,
            Optional<BackboneKind> kind,
            AdaptationNetwork network,
            Placement placement) {
        this.folder = folder;
        this.description = description;
        this.kind = kind;
        this.network = network;
        this.placement = placement;
    }

    /**
     * Loads a model onto the CPU.
     *
     * @param path a run folder (its last finished run counts), a run-N folder or a model folder
     * @throws io.github.biwaa.BiwaaException if there is no model, its files were damaged or its weights do not fit
     */
    public static Model load(Path path) {
        return load(path, Placement.DEFAULT);
    }

    /** {@link #load(Path)} onto some device, in float32. */
    public static Model load(Path path, Device device) {
        return load(path, new Placement(device, Precision.FLOAT32));
    }

    /** {@link #load(Path)} onto some device, to compute in some precision. */
    public static Model load(Path path, Placement placement) {
        Path folder = ModelLocation.resolve(path);
        ModelDescription description = ModelFolder.describe(folder);
        return load(folder, description, ModelFolder.kind(folder, description), placement);
    }

    /**
     * {@link #load(Path, Placement)} for a backbone of your own, which need not be known by name.
     *
     * @param kind what the model was trained with
     * @throws io.github.biwaa.InvalidSettingException if the model was trained with a backbone of another name
     */
    public static Model load(Path path, Placement placement, BackboneKind kind) {
        Path folder = ModelLocation.resolve(path);
        ModelDescription description = ModelFolder.describe(folder);
        if (!description.backbone().equals(kind.name())) {
            throw new InvalidSettingException("backbone: " + kind.name() + ", but the model " + folder
                    + " was trained with " + description.backbone());
        }
        return load(folder, description, Optional.of(kind), placement);
    }

    private static Model load(
            Path folder, ModelDescription description, Optional<BackboneKind> kind, Placement placement) {
        AdaptationNetwork network = ModelFolder.network(folder, description, kind);
        try {
            network.moveTo(placement);
            return new Model(folder, description, kind, network, placement);
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** @return the model folder */
    public Path folder() {
        return folder;
    }

    /** @return everything about the model but its weights */
    public ModelDescription description() {
        return description;
    }

    /** @return what the backbone is; empty for a model of embeddings, which has none */
    public Optional<BackboneKind> kind() {
        return kind;
    }

    /** @return the network, where {@link #placement} says; this model's */
    public AdaptationNetwork network() {
        return network;
    }

    /** @return where the network computes, and in which numbers */
    public Placement placement() {
        return placement;
    }

    /**
     * Loads the adversarial branch to where the network is.
     *
     * @return the caller's to close; empty for methods without one and models of earlier versions
     * @throws io.github.biwaa.BiwaaException if its files are damaged
     */
    public Optional<DomainBranch> domainBranch() {
        return DomainBranch.load(folder).map(branch -> {
            branch.discriminator().moveTo(placement);
            return branch;
        });
    }

    /**
     * Reads what tells pictures of its classes from others.
     *
     * @return empty if no samples were held out, and for models of earlier versions
     * @throws io.github.biwaa.BiwaaException if the file is damaged
     */
    public Optional<KnownClasses> knownClasses() {
        return KnownClasses.load(folder);
    }

    /** Frees the network. */
    @Override
    public void close() {
        network.close();
    }
}
