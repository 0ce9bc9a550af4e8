package io.github.biwaa.network;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.weights.PublishedWeights;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * MobileNetV2 (Sandler et al. 2018) as torchvision builds it, without its classifier: a stem, inverted residual blocks, a 1x1 convolution and the
 * global average, 1280 features. It has 2.2 million parameters and a third of SqueezeNet 1.0's arithmetic.
 *
 * <p>Initial values are torchvision's: convolutions normal with variance 2 / fan out, batch norm scale 1 and offset 0.
 */
public final class MobileNetV2 extends ConvolutionalBackbone implements Exportable {
    private static final int STEM = 32;
    private static final int FEATURES = 1280;
    private static final List<String> STAGES = List.of("stem", "layer1", "layer2", "layer3", "layer4");

    /**
     * The paper's table 2: blocks of one width.
     *
     * @param stage the stage they open; null if they belong to the one before
     * @param expansion t
     * @param channels c
     * @param blocks n
     * @param stride s, of the first of them
     */
    private record Row(String stage, int expansion, int channels, int blocks, int stride) {}

    private static final List<Row> TABLE = List.of(
            new Row(null, 1, 16, 1, 1),
            new Row("layer1", 6, 24, 2, 2),
            new Row("layer2", 6, 32, 3, 2),
            new Row("layer3", 6, 64, 4, 2),
            new Row(null, 6, 96, 3, 1),
            new Row("layer4", 6, 160, 3, 2),
            new Row(null, 6, 320, 1, 1));

    private final Sequential features;

    /**
     * @param channels the channels of a picture, from 1
     * @param padding of its 3x3 convolutions
     */
    public MobileNetV2(int channels, Padding padding) {
        features = child("features", new Sequential(STAGES.get(0))).add(convolution(channels, STEM, 3, 2, 1, padding));
        int width = STEM;
        for (Row row : TABLE) {
            if (row.stage() != null) {
                features.startStage(row.stage());
            }
            for (int block = 0; block < row.blocks(); block++) {
                features.add(new InvertedResidual(
                        width, row.expansion(), row.channels(), block == 0 ? row.stride() : 1, padding));
                width = row.channels();
            }
        }
        features.add(convolution(width, FEATURES, 1, 1, 1, padding));
    }

    /** @return torchvision's, and TensorFlow's, which pads as TensorFlow does and sees values from -1 to 1 */
    static List<BackboneKind> kinds() {
        ClassifierLayer classifier = ClassifierLayer.linear("classifier.1");
        List<Double> half = Collections.nCopies(3, 0.5);
        return List.of(
                BackboneKind.forPhotos(
                                "mobilenet_v2",
                                "mobilenet",
                                1,
                                STAGES,
                                (channels, size) -> new MobileNetV2(channels, Padding.SYMMETRIC))
                        .withClassifier(classifier)
                        .withPublished(PublishedWeights.torchvision("mobilenet_v2-b0353104.pth")),
                BackboneKind.of(
                                "mobilenet_v2_tf",
                                "mobilenet",
                                BackboneInput.imagenet(1).normalisedBy(half, half),
                                STAGES,
                                (channels, size) -> new MobileNetV2(channels, Padding.SAME))
                        .withClassifier(classifier));
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

    /** Convolution, batch norm, min(max(x, 0), 6). */
    private static Sequential convolution(
            int inputs, int outputs, int kernel, int stride, int groups, Padding padding) {
        return new Sequential("all")
                .add(Conv2d.grouped(inputs, outputs, kernel, stride, groups, padding))
                .add(new BatchNorm(outputs))
                .add(Operation.relu6());
    }

    /** Wide inside, narrow outside: 1x1 to t times the channels, 3x3 on each channel by itself, 1x1 back; beside a shortcut where shapes allow. */
    static final class InvertedResidual extends Layer implements Exportable {
        private final Sequential conv;
        private final boolean shortcut;

        InvertedResidual(int inputs, int expansion, int outputs, int stride, Padding padding) {
            int inner = inputs * expansion;
            conv = child("conv", new Sequential("all"));
            if (expansion > 1) {
                conv.add(convolution(inputs, inner, 1, 1, 1, padding));
            }
            conv.add(convolution(inner, inner, 3, stride, inner, padding))
                    .add(Conv2d.withoutBias(inner, outputs, 1, 1, 0))
                    .add(new BatchNorm(outputs));
            shortcut = stride == 1 && inputs == outputs;
        }

        @Override
        public Tensor forward(Tensor input, Mode mode) {
            return shortcut ? Tensors.scoped(() -> conv.forward(input, mode).add_(input)) : conv.forward(input, mode);
        }

        @Override
        public GraphValue describe(GraphBuilder graph, GraphValue input) {
            GraphValue branch = conv.describe(graph, input);
            return shortcut ? graph.sum(branch, input) : branch;
        }
    }
}
