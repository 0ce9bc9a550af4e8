package io.github.biwaa.network.convolution;

import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Padding;
import io.github.biwaa.weights.PublishedWeights;
import java.util.Collections;
import java.util.List;

/**
 * MobileNetV2 (Sandler et al. 2018) without its classifier, 1280 features. It has 2.2 million parameters and a third of SqueezeNet 1.0's arithmetic.
 *
 * <p>Initial values are torchvision's: convolutions normal with variance 2 / fan out, batch norm scale 1 and offset 0.
 */
public final class MobileNetV2 extends MobileBackbone {
    private static final int STEM = 32;
    private static final int FEATURES = 1280;

    /**
     * The paper's table 2: blocks of one width.
     *
     * @param expansion t
     * @param channels c
     * @param blocks n
     * @param stride s, of the first of them
     */
    private record Row(int expansion, int channels, int blocks, int stride) {}

    private static final List<Row> TABLE = List.of(
            new Row(1, 16, 1, 1),
            new Row(6, 24, 2, 2),
            new Row(6, 32, 3, 2),
            new Row(6, 64, 4, 2),
            new Row(6, 96, 3, 1),
            new Row(6, 160, 3, 2),
            new Row(6, 320, 1, 1));

    /**
     * @param channels the channels of a picture, from 1
     * @param padding of its 3x3 convolutions
     */
    public MobileNetV2(int channels, Padding padding) {
        super(MobileStyle.flat(padding));
        addUnit(channels, STEM, 3, 2, Operation.relu6(), "conv_stem", "bn1");
        int width = STEM;
        for (int row = 0; row < TABLE.size(); row++) {
            Row blocks = TABLE.get(row);
            for (int i = 0; i < blocks.blocks(); i++) {
                int inner = width * blocks.expansion();
                int stride = i == 0 ? blocks.stride() : 1;
                addBlock(
                        new InvertedResidual.Shape(3, width, inner, blocks.channels(), stride, Operation::relu6, null),
                        "blocks." + row + "." + i);
                width = blocks.channels();
            }
        }
        addUnit(width, FEATURES, 1, 1, Operation.relu6(), "conv_head", "bn2");
        translate("classifier", "classifier.1");
    }

    /** @return torchvision's, and TensorFlow's, which pads as TensorFlow does and sees values from -1 to 1 */
    public static List<BackboneKind> kinds() {
        ClassifierLayer classifier = ClassifierLayer.linear("classifier.1");
        List<Double> half = Collections.nCopies(3, 0.5);
        return List.of(
                BackboneKind.forPhotos(
                                "mobilenet_v2",
                                "mobilenet_v2",
                                1,
                                STAGES,
                                (channels, size) -> new MobileNetV2(channels, Padding.SYMMETRIC))
                        .withClassifier(classifier)
                        .withPublished(PublishedWeights.torchvision("mobilenet_v2-b0353104.pth")),
                BackboneKind.of(
                                "mobilenet_v2_tf",
                                "mobilenet_v2",
                                BackboneInput.imagenet(1).normalisedBy(half, half),
                                STAGES,
                                (channels, size) -> new MobileNetV2(channels, Padding.SAME))
                        .withClassifier(classifier));
    }

    @Override
    public int featureWidth() {
        return FEATURES;
    }
}
