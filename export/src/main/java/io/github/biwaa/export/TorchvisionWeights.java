package io.github.biwaa.export;

import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphOperation;
import io.github.biwaa.network.graph.NetworkGraph;
import io.github.biwaa.torch.file.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Writes weights as torchvision's network of the same name and K classes has them: the backbone's as they are, and feature scale, bottleneck and
 * classifier, which nothing but linear maps lie between (docs/method.md), as one last layer, multiplied out in float64.
 */
final class TorchvisionWeights implements ExportWriter {

    @Override
    public void write(Path draft, ExportedModel model) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            AdaptationNetwork network = model.network();
            Map<String, Tensor> tensors = new LinkedHashMap<>(network.backbone().namedTensors());
            ClassifierLayer layer = model.classifierLayer();
            GraphOperation head = head(network);
            Tensor weight = head.required("B").values().get().to(ScalarType.Float);
            tensors.put(
                    layer.name() + ".weight",
                    layer.convolutional() ? weight.unsqueeze(-1).unsqueeze(-1) : weight);
            tensors.put(
                    layer.name() + ".bias", head.required("C").values().get().to(ScalarType.Float));
            Map<String, String> metadata = ModelMetadata.of(model);
            metadata.put("format", "pt");
            Safetensors.write(draft, tensors, metadata);
        }
    }

    /** All that comes after the backbone as one linear layer. */
    private static GraphOperation head(AdaptationNetwork network) {
        GraphBuilder graph = new GraphBuilder(
                network.namedTensors(), List.of(network.backbone().featureWidth()));
        NetworkGraph folded = GraphFolding.fold(graph.build(network.describeHead(graph, graph.input())));
        if (folded.operations().size() == 1 && folded.operations().get(0).is("Gemm")) {
            return folded.operations().get(0);
        }
        throw new IllegalStateException("the heads are not one linear map: " + folded.operations());
    }
}
