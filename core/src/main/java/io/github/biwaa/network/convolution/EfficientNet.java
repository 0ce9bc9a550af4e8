package io.github.biwaa.network.convolution;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.convolution.InvertedResidual.Shape;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.weights.PublishedWeights;
import java.util.ArrayList;
import java.util.List;

/**
 * EfficientNet-B0 (Tan and Le 2019) without its classifier, 1280 features: MobileNetV2's blocks with larger kernels, squeeze and excitation, and SiLU.
 *
 * <p>Initial values are torchvision's: convolutions normal with variance 2 / fan out, batch norm scale 1 and offset 0.
 */
public final class EfficientNet extends MobileBackbone {
    private static final ClassifierLayer CLASSIFIER = ClassifierLayer.linear("classifier.1");

    /**
     * The paper's table 1: blocks of one width.
     *
     * @param kernel k
     * @param expansion of the channels inside
     * @param channels that go out
     * @param blocks their number
     * @param stride of the first of them
     */
    public record Row(int kernel, int expansion, int channels, int blocks, int stride) {}

    private static final List<Row> TABLE = List.of(
            new Row(3, 1, 16, 1, 1),
            new Row(3, 6, 24, 2, 2),
            new Row(5, 6, 40, 2, 2),
            new Row(3, 6, 80, 3, 2),
            new Row(5, 6, 112, 3, 1),
            new Row(5, 6, 192, 4, 2),
            new Row(3, 6, 320, 1, 1));
    private static final int STEM = 32;
    private static final int FEATURES = 1280;
    private static final int SQUEEZE = 4;

    private final int featureWidth;

    /** @param channels the channels of a picture, from 1 */
    public EfficientNet(List<Row> table, int stem, int featureWidth, int channels, MobileStyle style) {
        super(style);
        this.featureWidth = featureWidth;
        addUnit(channels, stem, 3, 2, Operation.silu(), "conv_stem", "bn1");
        int width = stem;
        for (int row = 0; row < table.size(); row++) {
            Row blocks = table.get(row);
            List<Shape> shapes = new ArrayList<>();
            for (int i = 0; i < blocks.blocks(); i++) {
                shapes.add(block(blocks, width, i == 0 ? blocks.stride() : 1));
                width = blocks.channels();
            }
            addRow(shapes, "blocks." + row);
        }
        addUnit(width, featureWidth, 1, 1, Operation.silu(), "conv_head", "bn2");
        translate("classifier", CLASSIFIER.name());
    }

    /** Its squeeze is a quarter of what comes in, not of what is inside. */
    private static Shape block(Row row, int inputs, int stride) {
        int expanded = inputs * row.expansion();
        return new Shape(
                row.kernel(),
                inputs,
                expanded,
                row.channels(),
                stride,
                Operation::silu,
                () -> new SqueezeExcitation(
                        expanded, Math.max(1, inputs / SQUEEZE), Operation.silu(), Operation.sigmoid()));
    }

    /** @return torchvision's, whose weights timm's authors trained, and TensorFlow's by timm's name */
    public static List<BackboneKind> kinds() {
        return List.of(
                kind("efficientnet_b0", MobileStyle.PYTORCH)
                        .withPublished(PublishedWeights.torchvision("efficientnet_b0_rwightman-3dd342df.pth")),
                kind("tf_efficientnet_b0", MobileStyle.TENSORFLOW));
    }

    private static BackboneKind kind(String name, MobileStyle style) {
        return kind(name, channels -> new EfficientNet(TABLE, STEM, FEATURES, channels, style));
    }

    /** Any of them, for tests too. */
    public static BackboneKind kind(String name, java.util.function.IntFunction<Backbone> network) {
        return BackboneKind.of(
                        name,
                        "efficientnet",
                        BackboneInput.imagenet(1),
                        STAGES,
                        (channels, size) -> network.apply(channels))
                .withClassifier(CLASSIFIER);
    }

    @Override
    public int featureWidth() {
        return featureWidth;
    }
}
