package io.github.biwaa.network.convolution;

import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.backbone.ConvolutionalBackbone;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Sequential;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.weights.PublishedWeights;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * SqueezeNet (Iandola et al. 2016) as torchvision builds it, without its classifier: {@code features}, then the global average, 512 features (METHOD
 * section 4). It has 0.7 million parameters, for small machines.
 *
 * <p>Initial values are torchvision's: weights uniform within sqrt(6 / fan in), biases 0.
 */
public final class SqueezeNet extends ConvolutionalBackbone implements Exportable {
    private static final int FEATURES = 512;
    /** ImageNet features are about twenty times as large as a ResNet's. */
    private static final double SCALE = 0.05;

    private static final ClassifierLayer CLASSIFIER = new ClassifierLayer("classifier.1", true);

    private final Sequential features;

    private SqueezeNet(Sequential features) {
        this.features = child("features", features);
    }

    /** @return the two of torchvision */
    public static List<BackboneKind> kinds() {
        List<String> stages = List.of("stem", "layer1", "layer2", "layer3");
        return List.of(
                BackboneKind.forPhotos(
                                "squeezenet1_0", "squeezenet", 21, stages, (channels, size) -> version10(channels))
                        .withFeatureScale(SCALE)
                        .withClassifier(CLASSIFIER)
                        .withPublished(PublishedWeights.torchvision("squeezenet1_0-b66bff10.pth")),
                BackboneKind.forPhotos(
                                "squeezenet1_1", "squeezenet", 17, stages, (channels, size) -> version11(channels))
                        .withFeatureScale(SCALE)
                        .withClassifier(CLASSIFIER)
                        .withPublished(PublishedWeights.torchvision("squeezenet1_1-b8a52dc0.pth")));
    }

    /**
     * Version 1.0, for pictures from 21 pixels.
     *
     * @param channels the channels of a picture, from 1
     */
    public static SqueezeNet version10(int channels) {
        return new SqueezeNet(new Sequential("stem")
                .add(Conv2d.heUniform(channels, 96, 7, 2, 0))
                .add(Operation.relu())
                .add(Operation.maxPoolWithCeiling(3, 2))
                .startStage("layer1")
                .add(new Fire(96, 16, 64))
                .add(new Fire(128, 16, 64))
                .add(new Fire(128, 32, 128))
                .add(Operation.maxPoolWithCeiling(3, 2))
                .startStage("layer2")
                .add(new Fire(256, 32, 128))
                .add(new Fire(256, 48, 192))
                .add(new Fire(384, 48, 192))
                .add(new Fire(384, 64, 256))
                .add(Operation.maxPoolWithCeiling(3, 2))
                .startStage("layer3")
                .add(new Fire(512, 64, 256)));
    }

    /**
     * Version 1.1, which pools earlier and so needs 2.4 times less computation; for pictures from 17 pixels.
     *
     * @param channels the channels of a picture, from 1
     */
    public static SqueezeNet version11(int channels) {
        return new SqueezeNet(new Sequential("stem")
                .add(Conv2d.heUniform(channels, 64, 3, 2, 0))
                .add(Operation.relu())
                .add(Operation.maxPoolWithCeiling(3, 2))
                .startStage("layer1")
                .add(new Fire(64, 16, 64))
                .add(new Fire(128, 16, 64))
                .add(Operation.maxPoolWithCeiling(3, 2))
                .startStage("layer2")
                .add(new Fire(128, 32, 128))
                .add(new Fire(256, 32, 128))
                .add(Operation.maxPoolWithCeiling(3, 2))
                .startStage("layer3")
                .add(new Fire(256, 48, 192))
                .add(new Fire(384, 48, 192))
                .add(new Fire(384, 64, 256))
                .add(new Fire(512, 64, 256)));
    }

    @Override
    public int featureWidth() {
        return FEATURES;
    }

    @Override
    public Tensor featureMap(Tensor images, Mode mode) {
        return features.forward(images, mode);
    }

    @Override
    public Tensor pool(Tensor map, Mode mode) {
        return Activations.globalAveragePool(map);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue images) {
        return graph.globalAveragePool(features.describe(graph, images));
    }

    @Override
    public List<Stage> stages() {
        return features.stages();
    }

    /** Few channels seen through 1x1 and 3x3 windows side by side: [N, in, H, W] to [N, 2 expand, H, W]. */
    static final class Fire extends Layer implements Exportable {
        private final Conv2d squeeze;
        private final Conv2d expand1x1;
        private final Conv2d expand3x3;

        Fire(int inputs, int squeezed, int expanded) {
            squeeze = child("squeeze", Conv2d.heUniform(inputs, squeezed, 1, 1, 0));
            expand1x1 = child("expand1x1", Conv2d.heUniform(squeezed, expanded, 1, 1, 0));
            expand3x3 = child("expand3x3", Conv2d.heUniform(squeezed, expanded, 3, 1, 1));
        }

        @Override
        public Tensor forward(Tensor input, Mode mode) {
            return Tensors.scoped(() -> {
                Tensor few = Activations.relu(squeeze.forward(input, mode));
                Tensor points = Activations.relu(expand1x1.forward(few, mode));
                Tensor windows = Activations.relu(expand3x3.forward(few, mode));
                return torch.cat(new TensorVector(points, windows), 1);
            });
        }

        @Override
        public GraphValue describe(GraphBuilder graph, GraphValue input) {
            GraphValue few = graph.relu(squeeze.describe(graph, input));
            return graph.concatenation(
                    graph.relu(expand1x1.describe(graph, few)), graph.relu(expand3x3.describe(graph, few)));
        }
    }
}
