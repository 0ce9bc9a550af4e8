package io.github.biwaa.network.transformer;

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
import io.github.biwaa.network.layer.Linear;
import io.github.biwaa.network.layer.Mlp;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.StochasticDepth;
import io.github.biwaa.network.transformer.WindowAttention.Border;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.weights.PublishedWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Swin (Liu et al. 2021) without its classifier, under timm's names: patches of 4 pixels, four stages of blocks with {@link WindowAttention}, each but the
 * first after a halving of the map, a norm and the global average. Inside, maps are [N, H, W, C].
 *
 * <p>Initial values: weights normal with deviation 0.02, biases 0, as timm has them.
 */
public final class Swin extends StagedBackbone {
    static final ClassifierLayer CLASSIFIER = ClassifierLayer.linear("head.fc");

    private static final double EPSILON = 1e-5;
    private static final double DEVIATION = 0.02;
    private static final int PATCH = 4;
    private static final int SMALLEST = 32;
    private static final int HEAD_WIDTH = 32;
    private static final int EXPANSION = 4;

    private final Conv2d projection;
    private final LayerNorm patchNorm;
    private final LayerNorm norm;
    private final int featureWidth;

    /**
     * @param width of the first stage, a multiple of 32; each stage doubles it
     * @param blocks of each stage
     * @param channels of a picture, from 1
     */
    Swin(int width, int[] blocks, Border border, int channels) {
        projection = child("patch_embed.proj", Conv2d.patches(channels, width, PATCH, true));
        patchNorm = child("patch_embed.norm", LayerNorm.ofTokens(width, EPSILON));
        for (int stage = 0; stage < blocks.length; stage++) {
            int stageWidth = width << stage;
            addStage(
                    "layers." + stage,
                    stage == 0 ? Optional.empty() : Optional.of(new Merging(stageWidth)),
                    IntStream.range(0, blocks[stage])
                            .mapToObj(i -> new Block(stageWidth, i % 2 == 1, border))
                            .toList());
        }
        featureWidth = width << blocks.length - 1;
        norm = child("norm", LayerNorm.ofTokens(featureWidth, EPSILON));
    }

    /** @return timm's, and torchvision's Swin-T, which treats borders otherwise */
    public static List<BackboneKind> kinds() {
        BackboneInput timm = BackboneInput.photos(224, SMALLEST, 0.9);
        return List.of(
                kind("swin_tiny_patch4_window7_224", 96, Border.TIMM, timm, 2, 2, 6, 2),
                kind("swin_small_patch4_window7_224", 96, Border.TIMM, timm, 2, 2, 18, 2),
                kind("swin_base_patch4_window7_224", 128, Border.TIMM, timm, 2, 2, 18, 2),
                kind("swin_t", 96, Border.TORCHVISION, BackboneInput.photos(224, SMALLEST, 224 / 232.0), 2, 2, 6, 2)
                        .withPublished(PublishedWeights.torchvision("swin_t-704ceda3.pth")));
    }

    /** Any of them, for tests too. */
    public static BackboneKind kind(String name, int width, Border border, BackboneInput input, int... blocks) {
        return BackboneKind.of(
                        name,
                        "swin",
                        input.inMultiplesOf(PATCH),
                        STAGES.subList(0, blocks.length + 1),
                        (channels, size) -> new Swin(width, blocks, border, channels))
                .withClassifier(CLASSIFIER)
                .asTransformer();
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
        Tensor map = Tensors.scoped(
                () -> patchNorm.forward(projection.forward(images, mode).permute(0, 2, 3, 1), mode));
        return throughStages(map, mode).permute(0, 3, 1, 2);
    }

    @Override
    public Tensor pool(Tensor map, Mode mode) {
        return Tensors.scoped(() -> Tensors.mean(norm.forward(map.permute(0, 2, 3, 1), mode), 1, 2));
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue images) {
        GraphValue map = patchNorm.describe(graph, graph.pixelsOf(projection.describe(graph, images)));
        return graph.globalAveragePool(graph.mapOf(norm.describe(graph, describeStages(graph, map))));
    }

    @Override
    protected List<Layer> stem() {
        return List.of(projection, patchNorm);
    }

    @Override
    protected Layer norm() {
        return norm;
    }

    /** The norm after the stages belongs to the last block. */
    @Override
    public List<String> layers() {
        List<String> layers = layers("patch_embed", "layers");
        layers.set(layers.size() - 1, layers.get(layers.size() - 1) + "|norm\\..*");
        return layers;
    }

    @Override
    protected ForeignNames foreignNames() {
        return SwinNames.OF_OTHERS;
    }

    /** Files of the authors count the halving of a map to the stage before it, and hold tables that are computed here. */
    @Override
    protected Map<String, Tensor> fitted(Map<String, Tensor> values) {
        boolean countsBefore = values.containsKey("layers.0.downsample.reduction.weight");
        Map<String, Tensor> fitted = new LinkedHashMap<>();
        values.forEach((name, tensor) -> {
            if (!name.endsWith(".relative_position_index") && !name.endsWith(".attn_mask")) {
                boolean moves = countsBefore && name.matches("layers\\.\\d\\.downsample\\..*");
                fitted.put(moves ? "layers." + (name.charAt(7) - '0' + 1) + name.substring(8) : name, tensor);
            }
        });
        return super.fitted(fitted);
    }

    /** Four neighbours become one pixel of twice the width; a last odd row or column gets zeros beside it. */
    private static final class Merging extends Layer implements Exportable {
        private final LayerNorm norm;
        private final Linear reduction;

        Merging(int width) {
            norm = child("norm", LayerNorm.ofTokens(2 * width, EPSILON));
            reduction = child("reduction", Linear.withoutBias(2 * width, width, DEVIATION));
        }

        @Override
        public Tensor forward(Tensor map, Mode mode) {
            return Tensors.scoped(() -> {
                long rows = (map.size(1) + 1) / 2;
                long columns = (map.size(2) + 1) / 2;
                Tensor even = map.size(1) == 2 * rows && map.size(2) == 2 * columns
                        ? map
                        : org.bytedeco.pytorch.global.torch.constant_pad_nd(
                                map, new long[] {0, 0, 0, 2 * columns - map.size(2), 0, 2 * rows - map.size(1)});
                Tensor joined = even.reshape(-1, rows, 2, columns, 2, map.size(3))
                        .permute(0, 1, 3, 4, 2, 5)
                        .flatten(3, 5);
                return reduction.forward(norm.forward(joined, mode), mode);
            });
        }

        @Override
        public GraphValue describe(GraphBuilder graph, GraphValue map) {
            int rows = (map.shape().get(0) + 1) / 2;
            int columns = (map.shape().get(1) + 1) / 2;
            int width = map.shape().get(2);
            GraphValue tall =
                    graph.arrays().pad(map, 0, 0, 2 * rows - map.shape().get(0));
            GraphValue even =
                    graph.arrays().pad(tall, 1, 0, 2 * columns - map.shape().get(1));
            GraphValue cut = graph.arrays().reshape(even, List.of(rows, 2, columns, 2, width));
            GraphValue joined = graph.arrays()
                    .reshape(graph.arrays().transpose(cut, List.of(0, 2, 3, 1, 4)), List.of(rows, columns, 4 * width));
            return reduction.describe(graph, norm.describe(graph, joined));
        }
    }

    /** {@code x += attn(norm1(x))}, then {@code x += mlp(norm2(x))}. */
    private static final class Block extends Layer implements Exportable {
        private final LayerNorm norm1;
        private final WindowAttention attn;
        private final LayerNorm norm2;
        private final Mlp mlp;
        private final StochasticDepth depth = child("depth", new StochasticDepth());

        Block(int width, boolean shifted, Border border) {
            norm1 = child("norm1", LayerNorm.ofTokens(width, EPSILON));
            attn = child("attn", new WindowAttention(width, width / HEAD_WIDTH, shifted, border));
            norm2 = child("norm2", LayerNorm.ofTokens(width, EPSILON));
            mlp = child("mlp", new Mlp(width, EXPANSION * width, Operation.gelu()));
        }

        @Override
        public Tensor forward(Tensor map, Mode mode) {
            return Tensors.scoped(() -> {
                Mode own = ownMode(mode);
                Tensor attended = depth.join(map, attn.forward(norm1.forward(map, mode), mode), own);
                return depth.join(attended, mlp.forward(norm2.forward(attended, mode), mode), own);
            });
        }

        @Override
        public GraphValue describe(GraphBuilder graph, GraphValue map) {
            GraphValue attended = graph.sum(map, attn.describe(graph, norm1.describe(graph, map)));
            return graph.sum(attended, mlp.describe(graph, norm2.describe(graph, attended)));
        }
    }
}
