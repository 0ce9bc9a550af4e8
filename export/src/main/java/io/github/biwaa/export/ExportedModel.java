package io.github.biwaa.export;

import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.graph.NetworkGraph;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A model on its way out.
 *
 * @param description everything but its weights
 * @param kind what its backbone is; empty for a model of embeddings
 * @param network its network, of the caller
 * @param softmax whether the output is probabilities instead of logits
 */
record ExportedModel(
        ModelDescription description, Optional<BackboneKind> kind, AdaptationNetwork network, boolean softmax) {

    /** @return the shape of one sample: [channels, height, width], or [features] of a model of embeddings */
    List<Integer> inputShape() {
        if (kind.isEmpty()) {
            return List.of(description.embeddingWidth());
        }
        Preprocessing preprocessing = description.requiredPreprocessing();
        return List.of(preprocessing.channels(), preprocessing.crop(), preprocessing.crop());
    }

    /** @return the last layer of the whole network, which weights alone are written with */
    ClassifierLayer classifierLayer() {
        return kind.map(BackboneKind::classifier).orElse(ClassifierLayer.FC);
    }

    /** @return the name of the input */
    String inputName() {
        return kind.isEmpty() ? "features" : "images";
    }

    /** @return the name of the output */
    String outputName() {
        return softmax ? "probabilities" : "logits";
    }

    /**
     * @return the network as operations, neighbours joined where they are one
     * @throws io.github.biwaa.BiwaaException if the backbone does not describe itself
     */
    NetworkGraph graph() {
        GraphBuilder graph = new GraphBuilder(network.namedTensors(), inputShape());
        GraphValue logits = network.describe(graph, graph.input());
        return GraphFolding.fold(graph.build(softmax ? graph.softmax(logits) : logits));
    }

    /** @return what the model itself makes of a batch, [N, K] on the CPU */
    Tensor run(Tensor batch) {
        return Tensors.scoped(() -> Tensors.withoutGradient(() -> {
            Tensor logits = network.forward(batch, Mode.EVALUATION);
            return (softmax ? logits.softmax(1) : logits).cpu();
        }));
    }
}
