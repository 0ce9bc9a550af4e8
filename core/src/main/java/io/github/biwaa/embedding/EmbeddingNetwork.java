package io.github.biwaa.embedding;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.PictureInput;
import io.github.biwaa.model.ViewMean;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** A backbone that turns pictures into features, with what it needs to see them. It owns the backbone. */
public final class EmbeddingNetwork implements AutoCloseable {
    private final Backbone backbone;
    private final Preprocessing preprocessing;
    private final Placement placement;
    private final Layer owner;

    private EmbeddingNetwork(Backbone backbone, Preprocessing preprocessing, Placement placement, Layer owner) {
        this.backbone = backbone;
        this.preprocessing = preprocessing;
        this.placement = placement;
        this.owner = owner;
    }

    /**
     * A backbone with weights from a file.
     *
     * @param weights safetensors or PyTorch, with torchvision's names
     * @param placement where it computes, and in which numbers
     * @throws InvalidSettingException if there are none: what has learnt nothing says nothing about a picture
     * @throws io.github.biwaa.BiwaaException if they do not fit
     */
    public static EmbeddingNetwork of(
            BackboneKind kind, Optional<Path> weights, Preprocessing preprocessing, Placement placement) {
        Path file = weights.orElseThrow(() -> new InvalidSettingException("weights: none, expected weights for "
                + kind.name() + "; a network without weights has learnt nothing"));
        try (PointerScope scope = new PointerScope()) {
            Backbone backbone = kind.create(preprocessing.channels(), preprocessing.crop(), Optional.of(file));
            backbone.moveTo(placement);
            return new EmbeddingNetwork(backbone, preprocessing, placement, backbone);
        }
    }

    /**
     * The backbone of an adapted model, which this network owns from now on, with the model's own preprocessing.
     *
     * @throws io.github.biwaa.BiwaaException if the model was trained on embeddings; it is closed then
     */
    public static EmbeddingNetwork of(Model model) {
        ModelDescription description = model.description();
        try {
            description.requirePictures("turn pictures into embeddings");
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
        return new EmbeddingNetwork(
                model.network().backbone(), description.requiredPreprocessing(), model.placement(), model.network());
    }

    /** @return features per picture */
    public int width() {
        return backbone.featureWidth();
    }

    /** @return where it computes, and in which numbers */
    Placement placement() {
        return placement;
    }

    /** @return features [N, width] of a batch that may lie anywhere */
    Tensor features(Tensor batch) {
        return placement.compute(() -> backbone.forward(placement.upload(batch), Mode.EVALUATION));
    }

    /** @return what prepares pictures for {@link #features(PictureInput, List)}, which are the mean over the views */
    public PictureInput input(Views views) {
        return new PictureInput(preprocessing, views);
    }

    /**
     * Computes features of pictures.
     *
     * @param input that prepared them
     * @return of each picture {@link #width} features, in the same order
     */
    public List<float[]> features(PictureInput input, List<byte[]> pictures) {
        float[] rows;
        try (PointerScope scope = new PointerScope()) {
            rows = Tensors.toFloats(ViewMean.of(input.views(), view -> features(input.batch(pictures, view))));
        }
        return IntStream.range(0, pictures.size())
                .mapToObj(row -> Arrays.copyOfRange(rows, row * width(), (row + 1) * width()))
                .toList();
    }

    Preprocessing preprocessing() {
        return preprocessing;
    }

    @Override
    public void close() {
        owner.close();
    }
}
