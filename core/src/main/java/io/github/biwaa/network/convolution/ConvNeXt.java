package io.github.biwaa.network.convolution;

import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.backbone.ForeignNames;
import io.github.biwaa.network.backbone.StagedBackbone;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.LayerNorm;
import io.github.biwaa.network.layer.LayerScale;
import io.github.biwaa.network.layer.Mlp;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Sequential;
import io.github.biwaa.network.layer.StochasticDepth;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.weights.PublishedWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * ConvNeXt (Liu et al. 2022) and ConvNeXt V2 (Woo et al. 2023) without the classifier, under timm's names: a stem of patches of 4 pixels, four stages of
 * blocks, each but the first after a halving of the map, the global average and a norm.
 *
 * <p>Initial values: weights normal with deviation 0.02, biases 0, as timm has them.
 */
public final class ConvNeXt extends StagedBackbone {
    static final ClassifierLayer CLASSIFIER = ClassifierLayer.linear("head.fc");
    /** Below 32 pixels nothing is left of the map. */
    static final int SMALLEST = 32;

    private static final double EPSILON = 1e-6;

    /** Each of the four stages: how many blocks, how wide. */
    public record Design(int[] blocks, int[] widths, boolean second) {}

    private final Sequential stem;
    private final LayerNorm norm;
    private final int featureWidth;

    /** @param channels of a picture, from 1 */
    ConvNeXt(Design design, int channels) {
        int[] widths = design.widths();
        stem = child(
                "stem",
                new Sequential("all")
                        .add(Conv2d.patches(channels, widths[0], 4, true))
                        .add(LayerNorm.ofMaps(widths[0], EPSILON)));
        for (int stage = 0; stage < widths.length; stage++) {
            int width = widths[stage];
            addStage(
                    "stages." + stage,
                    stage == 0 ? Optional.empty() : Optional.of(halving(widths[stage - 1], width)),
                    Stream.generate(() -> new Block(width, design.second()))
                            .limit(design.blocks()[stage])
                            .toList());
        }
        featureWidth = widths[widths.length - 1];
        norm = child("head.norm", LayerNorm.ofTokens(featureWidth, EPSILON));
    }

    private static Layer halving(int inputs, int width) {
        return new Sequential("all").add(LayerNorm.ofMaps(inputs, EPSILON)).add(Conv2d.patches(inputs, width, 2, true));
    }

    /** @return timm's names; torchvision's {@code convnext_tiny} is the same network with other weights */
    public static List<BackboneKind> kinds() {
        List<BackboneKind> kinds = new ArrayList<>();
        for (boolean second : new boolean[] {false, true}) {
            String name = second ? "convnextv2_" : "convnext_";
            kinds.add(kind(name + "atto", design(second, 40, 2, 2, 6, 2), 0.875));
            kinds.add(kind(name + "femto", design(second, 48, 2, 2, 6, 2), 0.875));
            kinds.add(kind(name + "pico", design(second, 64, 2, 2, 6, 2), 0.875));
            kinds.add(kind(name + "nano", design(second, 80, 2, 2, 8, 2), second ? 0.875 : 0.95));
            BackboneKind tiny = kind(name + "tiny", design(second, 96, 3, 3, 9, 3), second ? 0.875 : 0.95);
            kinds.add(second ? tiny : tiny.withPublished(PublishedWeights.torchvision("convnext_tiny-983f1562.pth")));
            if (!second) {
                kinds.add(kind(name + "small", design(false, 96, 3, 3, 27, 3), 0.95));
            }
            kinds.add(kind(name + "base", design(second, 128, 3, 3, 27, 3), 0.875));
        }
        return kinds;
    }

    private static Design design(boolean second, int width, int... blocks) {
        return new Design(blocks, new int[] {width, 2 * width, 4 * width, 8 * width}, second);
    }

    public static BackboneKind kind(String name, Design design, double cropShare) {
        return BackboneKind.of(
                        name,
                        "convnext",
                        BackboneInput.photos(224, SMALLEST, cropShare),
                        STAGES,
                        (channels, size) -> new ConvNeXt(design, channels))
                .withClassifier(CLASSIFIER);
    }

    @Override
    protected boolean multipliesMatrices() {
        return true;
    }

    @Override
    public int featureWidth() {
        return featureWidth;
    }

    @Override
    public Tensor featureMap(Tensor images, Mode mode) {
        return throughStages(stem.forward(images, mode), mode);
    }

    @Override
    public Tensor pool(Tensor map, Mode mode) {
        return norm.forward(Tensors.mean(map, 2, 3), mode);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue images) {
        GraphValue map = describeStages(graph, stem.describe(graph, images));
        return norm.describe(graph, graph.globalAveragePool(map));
    }

    @Override
    protected List<Layer> stem() {
        return List.of(stem);
    }

    @Override
    protected Layer norm() {
        return norm;
    }

    @Override
    protected ForeignNames foreignNames() {
        return ConvNeXtNames.OF_CONVNEXT;
    }

    /** The norm after the average learns as the heads do. */
    @Override
    public List<String> layers() {
        return layers("stem", "stages");
    }

    /** 7x7 on each channel by itself, norm, an MLP of each pixel, beside a shortcut. */
    private static final class Block extends Layer implements Exportable {
        private static final double SCALE = 1e-6;
        private static final int EXPANSION = 4;

        private final @Nullable LayerScale scale;
        private final Conv2d depthwise;
        private final LayerNorm norm;
        private final Mlp mlp;
        private final StochasticDepth depth = child("depth", new StochasticDepth());

        Block(int width, boolean second) {
            scale = second ? null : child("", new LayerScale(width, SCALE));
            depthwise = child("conv_dw", Conv2d.depthwise(width, 7));
            norm = child("norm", LayerNorm.ofTokens(width, EPSILON));
            mlp = child("mlp", new Mlp(width, EXPANSION * width, Operation.gelu(), second));
        }

        @Override
        public Tensor forward(Tensor input, Mode mode) {
            return Tensors.scoped(() -> {
                Tensor pixels = depthwise.forward(input, mode).permute(0, 2, 3, 1);
                Tensor mixed = mlp.forward(norm.forward(pixels, mode), mode);
                Tensor branch = scale == null ? mixed : scale.forward(mixed, mode);
                return depth.join(input, branch.permute(0, 3, 1, 2), ownMode(mode));
            });
        }

        @Override
        public GraphValue describe(GraphBuilder graph, GraphValue input) {
            GraphValue pixels = graph.pixelsOf(depthwise.describe(graph, input));
            GraphValue mixed = mlp.describe(graph, norm.describe(graph, pixels));
            GraphValue branch = scale == null ? mixed : scale.describe(graph, mixed);
            return graph.sum(graph.mapOf(branch), input);
        }
    }
}
