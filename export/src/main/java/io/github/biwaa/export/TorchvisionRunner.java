package io.github.biwaa.export;

import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** A file of torchvision's names in a network of our own that has the same layers: the backbone and one last layer. */
final class TorchvisionRunner implements ExportRunner {
    private final AdaptationNetwork network;

    private TorchvisionRunner(AdaptationNetwork network) {
        this.network = network;
    }

    static ExportRunner open(Path file, ExportedModel model) {
        try (PointerScope scope = new PointerScope();
                StateDict values = Safetensors.read(file)) {
            Backbone backbone = ModelFolder.freshBackbone(model.description(), model.kind());
            AdaptationNetwork network = new AdaptationNetwork(
                    backbone, 0, model.description().classes().size());
            try {
                network.load(renamed(values, model.classifierLayer()), name -> false);
                return new TorchvisionRunner(network);
            } catch (RuntimeException e) {
                network.close();
                throw e;
            }
        }
    }

    private static Map<String, Tensor> renamed(StateDict values, ClassifierLayer layer) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        values.asMap().forEach((name, tensor) -> {
            if (name.equals(layer.name() + ".weight")) {
                renamed.put("fc.weight", tensor.flatten(1, -1));
            } else {
                renamed.put(name.equals(layer.name() + ".bias") ? "fc.bias" : name, tensor);
            }
        });
        return renamed;
    }

    @Override
    public Tensor run(Tensor batch) {
        return Tensors.scoped(() -> Tensors.withoutGradient(() -> network.forward(batch, Mode.EVALUATION)));
    }

    @Override
    public void close() {
        network.close();
    }
}
