package io.github.biwaa.network.convolution;

import io.github.biwaa.image.Resampling;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.convolution.InvertedResidual.Shape;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Linear;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.weights.PublishedWeights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * MobileNetV3 (Howard et al. 2019) without its classifier: blocks as in MobileNetV2, some with squeeze and excitation, some with hard-swish, and a wide
 * layer after the global average, whose output are the features.
 *
 * <p>Initial values are torchvision's: convolutions normal with variance 2 / fan out, batch norm scale 1 and offset 0, the wide layer normal with
 * deviation 0.01.
 */
public final class MobileNetV3 extends MobileBackbone {
    static final List<String> STAGES =
            Stream.concat(MobileBackbone.STAGES.stream(), Stream.of("hidden")).toList();

    private static final ClassifierLayer CLASSIFIER = ClassifierLayer.linear("classifier.3");
    private static final int STEM = 16;
    private static final double DEVIATION = 0.01;
    private static final Supplier<Operation> R = Operation::relu;
    private static final Supplier<Operation> H = Operation::hardSwish;

    /**
     * A block of the paper's tables 1 and 2.
     *
     * @param stage in which timm counts it
     * @param kernel k
     * @param expanded channels inside
     * @param outputs channels that go out
     * @param squeezes whether it has squeeze and excitation
     * @param activation R or H
     * @param stride of the k x k convolution
     */
    public record Block(
            int stage,
            int kernel,
            int expanded,
            int outputs,
            boolean squeezes,
            Supplier<Operation> activation,
            int stride) {}

    private static final List<Block> LARGE = List.of(
            new Block(0, 3, 16, 16, false, R, 1),
            new Block(1, 3, 64, 24, false, R, 2),
            new Block(1, 3, 72, 24, false, R, 1),
            new Block(2, 5, 72, 40, true, R, 2),
            new Block(2, 5, 120, 40, true, R, 1),
            new Block(2, 5, 120, 40, true, R, 1),
            new Block(3, 3, 240, 80, false, H, 2),
            new Block(3, 3, 200, 80, false, H, 1),
            new Block(3, 3, 184, 80, false, H, 1),
            new Block(3, 3, 184, 80, false, H, 1),
            new Block(4, 3, 480, 112, true, H, 1),
            new Block(4, 3, 672, 112, true, H, 1),
            new Block(5, 5, 672, 160, true, H, 2),
            new Block(5, 5, 960, 160, true, H, 1),
            new Block(5, 5, 960, 160, true, H, 1));

    private static final List<Block> SMALL = List.of(
            new Block(0, 3, 16, 16, true, R, 2),
            new Block(1, 3, 72, 24, false, R, 2),
            new Block(1, 3, 88, 24, false, R, 1),
            new Block(2, 5, 96, 40, true, H, 2),
            new Block(2, 5, 240, 40, true, H, 1),
            new Block(2, 5, 240, 40, true, H, 1),
            new Block(3, 5, 120, 48, true, H, 1),
            new Block(3, 5, 144, 48, true, H, 1),
            new Block(4, 5, 288, 96, true, H, 2),
            new Block(4, 5, 576, 96, true, H, 1),
            new Block(4, 5, 576, 96, true, H, 1));

    private final Linear wide;
    private final Operation activation = Operation.hardSwish();
    private final int featureWidth;

    /**
     * @param last channels of the last map
     * @param featureWidth of the layer after the global average
     * @param channels the channels of a picture, from 1
     */
    public MobileNetV3(List<Block> table, int last, int featureWidth, int channels, MobileStyle style) {
        super(style);
        this.featureWidth = featureWidth;
        addUnit(channels, STEM, 3, 2, Operation.hardSwish(), "conv_stem", "bn1");
        int width = STEM;
        int stage = 0;
        int inStage = 0;
        for (Block block : table) {
            inStage = block.stage() == stage ? inStage : 0;
            stage = block.stage();
            addBlock(shape(block, width), "blocks." + stage + "." + inStage++);
            width = block.outputs();
        }
        String unit = "blocks." + (stage + 1) + ".0.";
        addUnit(width, last, 1, 1, Operation.hardSwish(), unit + "conv", unit + "bn1");
        wide = child("classifier.0", Linear.normal(last, featureWidth, DEVIATION));
        translate("conv_head", "classifier.0");
        translate("classifier", CLASSIFIER.name());
    }

    private static Shape shape(Block block, int inputs) {
        int squeezed = nearestMultipleOf8(block.expanded() / 4.0);
        Supplier<SqueezeExcitation> excitation =
                () -> new SqueezeExcitation(block.expanded(), squeezed, Operation.relu(), Operation.hardSigmoid());
        return new Shape(
                block.kernel(),
                inputs,
                block.expanded(),
                block.outputs(),
                block.stride(),
                block.activation(),
                block.squeezes() ? excitation : null);
    }

    /** At least 8, and never below nine tenths of the number. */
    private static int nearestMultipleOf8(double number) {
        int nearest = Math.max(8, (int) (number + 4) / 8 * 8);
        return nearest < 0.9 * number ? nearest + 8 : nearest;
    }

    /** @return torchvision's two, and timm's, which round otherwise, pad as TensorFlow does, or both */
    public static List<BackboneKind> kinds() {
        BackboneInput bilinear = BackboneInput.imagenet(1).resampledBy(Resampling.BILINEAR);
        List<Double> half = Collections.nCopies(3, 0.5);
        return List.of(
                kind("mobilenet_v3_large", true, MobileStyle.TORCHVISION_V3, bilinear)
                        .withPublished(PublishedWeights.torchvision("mobilenet_v3_large-8738ca79.pth")),
                kind("mobilenet_v3_small", false, MobileStyle.TORCHVISION_V3, bilinear)
                        .withPublished(PublishedWeights.torchvision("mobilenet_v3_small-047dcff4.pth")),
                kind("mobilenetv3_large_100", true, MobileStyle.PYTORCH, BackboneInput.imagenet(1)),
                kind("mobilenetv3_small_100", false, MobileStyle.PYTORCH, BackboneInput.imagenet(1)),
                kind("tf_mobilenetv3_large_100", true, MobileStyle.TENSORFLOW, bilinear.normalisedBy(half, half)),
                kind("tf_mobilenetv3_small_100", false, MobileStyle.TENSORFLOW, bilinear.normalisedBy(half, half)));
    }

    private static BackboneKind kind(String name, boolean large, MobileStyle style, BackboneInput input) {
        return kind(
                name,
                input,
                (channels, size) -> large
                        ? new MobileNetV3(LARGE, 960, 1280, channels, style)
                        : new MobileNetV3(SMALL, 576, 1024, channels, style));
    }

    /** Any of them, for tests too. */
    public static BackboneKind kind(String name, BackboneInput input, BackboneKind.Factory network) {
        return BackboneKind.of(name, "mobilenet_v3", input, STAGES, network).withClassifier(CLASSIFIER);
    }

    @Override
    public int featureWidth() {
        return featureWidth;
    }

    @Override
    public Tensor pool(Tensor map, Mode mode) {
        return activation.forward(wide.forward(super.pool(map, mode), mode), mode);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue images) {
        return activation.describe(graph, wide.describe(graph, super.describe(graph, images)));
    }

    @Override
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>(super.stages());
        stages.add(new Stage("hidden", List.of(wide)));
        return List.copyOf(stages);
    }
}
