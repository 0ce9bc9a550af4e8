package io.github.biwaa.model;

import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resampling;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.backbone.FeatureBackbone;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Models with random weights, in which no tensor is at its initial 0 or 1: a bias or statistic that got lost shows. */
public final class TestModels {
    public static final List<String> CLASSES = List.of("ring", "mug, blue", "Stuhl \"grün\"", "lamp", "book");

    private TestModels() {}

    /** @return the model folder */
    public static Path save(Path folder, String backbone, int size, int bottleneck) {
        BackboneKind kind = Backbones.of(backbone);
        int channels = kind.defaultChannels();
        Preprocessing preprocessing = new Preprocessing(
                size + 8,
                size,
                channels,
                Collections.nCopies(channels, 0.485),
                Collections.nCopies(channels, 0.229),
                true,
                Resampling.BICUBIC);
        Engine.seed(7);
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network = new AdaptationNetwork(
                        kind.create(channels, size), bottleneck, CLASSES.size(), kind.featureScale())) {
            scatter(network);
            ModelFolder.save(
                    folder,
                    network,
                    ModelDescription.ofPictures(backbone, preprocessing)
                            .method("biwaa")
                            .bottleneck(bottleneck, kind.featureScale())
                            .classes(CLASSES)
                            .build("1.2.3"));
        }
        return folder;
    }

    /** @return the folder of a model of embeddings */
    public static Path saveOfEmbeddings(Path folder, int width, int bottleneck) {
        return saveOfEmbeddings(folder, width, bottleneck, false);
    }

    /** {@link #saveOfEmbeddings(Path, int, int)}, each of which may lose its mean first. */
    public static Path saveOfEmbeddings(Path folder, int width, int bottleneck, boolean centred) {
        Engine.seed(7);
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network =
                        new AdaptationNetwork(new FeatureBackbone(width), bottleneck, CLASSES.size(), 0.5, centred)) {
            scatter(network);
            ModelFolder.save(
                    folder,
                    network,
                    ModelDescription.ofEmbeddings(width)
                            .method("dann")
                            .bottleneck(bottleneck, 0.5)
                            .centred(centred)
                            .classes(CLASSES)
                            .build("1.2.3"));
        }
        return folder;
    }

    /** Moves every bias, scale and statistic a little. */
    public static void scatter(AdaptationNetwork network) {
        Tensors.withoutGradient(() -> network.namedTensors().forEach((name, tensor) -> {
            try (PointerScope scope = new PointerScope()) {
                if (tensor.dim() == 1) {
                    Tensor noise = tensor.clone().uniform_(-0.2, 0.2, new org.bytedeco.pytorch.GeneratorOptional());
                    tensor.add_(noise, new Scalar(1));
                }
            }
        }));
    }
}
