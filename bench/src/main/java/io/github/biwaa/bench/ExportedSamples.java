package io.github.biwaa.bench;

import io.github.biwaa.export.ExportFormat;
import io.github.biwaa.export.ModelExport;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Exported models of random weights, with a batch and the logits that the model itself gives: what {@code bench/peer/load_exports.py} compares
 * PyTorch and torchvision with. Per backbone and bottleneck a folder {@code NAME-WIDTH} with the model, {@code weights.safetensors},
 * {@code model.pt}, {@code inputs.npy} and {@code logits.npy}.
 */
public final class ExportedSamples {
    private static final int CLASSES = 31;
    private static final int PICTURES = 2;
    private static final int SEED = 42;

    private ExportedSamples() {}

    /**
     * Makes them.
     *
     * @param arguments a folder, then names of backbones
     */
    public static void main(String[] arguments) throws IOException {
        for (String name : Arrays.asList(arguments).subList(1, arguments.length)) {
            for (int bottleneck : new int[] {0, AdaptationNetwork.BOTTLENECK_WIDTH}) {
                write(Path.of(arguments[0]).resolve(name + "-" + bottleneck), Backbones.of(name), bottleneck);
            }
        }
    }

    private static void write(Path folder, BackboneKind kind, int bottleneck) throws IOException {
        Engine.seed(SEED);
        Preprocessing preprocessing = Preprocessing.imagenet();
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network =
                        new AdaptationNetwork(kind.create(), bottleneck, CLASSES, kind.featureScale())) {
            scatter(network);
            List<String> classes =
                    IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
            ModelFolder.save(
                    folder.resolve("model"),
                    network,
                    ModelDescription.ofPictures(kind.name(), preprocessing)
                            .method("biwaa")
                            .bottleneck(bottleneck, kind.featureScale())
                            .classes(classes)
                            .build("bench"));
            Tensor inputs = Tensors.emptyFloats(
                            PICTURES, preprocessing.channels(), preprocessing.crop(), preprocessing.crop())
                    .normal_();
            Npy.write(folder.resolve("inputs.npy"), inputs);
            Npy.write(
                    folder.resolve("logits.npy"),
                    Tensors.withoutGradient(() -> network.forward(inputs, Mode.EVALUATION)));
        }
        try (ModelExport export = ModelExport.load(folder)) {
            export.write(folder.resolve("weights.safetensors"), ExportFormat.SAFETENSORS, false);
            export.write(folder.resolve("model.pt"), ExportFormat.TORCHSCRIPT, false);
        }
    }

    /** Biases, norms and statistics away from their initial 0 and 1, so that one that got lost shows. */
    private static void scatter(AdaptationNetwork network) {
        Tensors.withoutGradient(() -> network.namedTensors().forEach((name, tensor) -> {
            if (tensor.dim() == 1) {
                try (PointerScope scope = new PointerScope()) {
                    tensor.add_(tensor.clone().uniform_(-0.2, 0.2, new GeneratorOptional()), new Scalar(1));
                }
            }
        }));
    }
}
