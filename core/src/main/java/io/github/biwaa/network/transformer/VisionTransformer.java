package io.github.biwaa.network.transformer;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.ForeignNames;
import io.github.biwaa.network.backbone.SpatialBackbone;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.LayerNorm;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.network.layer.StochasticDepth;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * The Vision Transformer (Dosovitskiy et al. 2021) without its classifier, under timm's names: tokens, blocks, norm, and the class token or the mean of
 * the patches as features. {@link VitDesign} makes it DeiT, DeiT III, DINO, DINOv2 or CLIP's image tower.
 *
 * <p>Initial values are timm's: weights and tokens normal with deviation 0.02, biases 0.
 */
final class VisionTransformer extends Backbone implements SpatialBackbone, Exportable {
    private final VitDesign design;
    private final TokenEmbedding embedding;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final LayerNorm norm;

    /**
     * @param channels of a picture, from 1
     * @param size width and height of a picture in pixels, a multiple of the patch
     */
    VisionTransformer(VitDesign design, int channels, int size) {
        this.design = design;
        embedding = child("", new TokenEmbedding(design, channels, size));
        for (int i = 0; i < design.depth(); i++) {
            Operation activation = design.quickGelu() ? Operation.quickGelu() : Operation.gelu();
            blocks.add(child(
                    "blocks." + i,
                    new TransformerBlock(
                            design.width(), design.heads(), design.epsilon(), design.layerScale(), activation)));
        }
        norm = child(design.meanOfPatches() ? "fc_norm" : "norm", LayerNorm.ofTokens(design.width(), design.epsilon()));
    }

    /** @return the names of the stages of a network of that depth: what comes before the blocks, and each block */
    static List<String> stageNames(int depth) {
        List<String> names = new ArrayList<>(List.of("stem"));
        for (int i = 1; i <= depth; i++) {
            names.add("block" + i);
        }
        return names;
    }

    @Override
    protected boolean multipliesMatrices() {
        return true;
    }

    @Override
    public int featureWidth() {
        return design.width();
    }

    @Override
    protected Tensor features(Tensor images, Mode mode) {
        Tensor tokens = embedding.forward(images, mode);
        for (TransformerBlock block : blocks) {
            tokens = block.forward(tokens, mode);
        }
        return pool(tokens, mode);
    }

    /**
     * Features by way of the patches that the last attention sees: of the patches after it, none reaches features that are the class token.
     */
    @Override
    public Tensor features(Tensor images, UnaryOperator<Tensor> map, Mode mode) {
        Tensor tokens = embedding.forward(images, mode);
        TransformerBlock last = blocks.get(blocks.size() - 1);
        for (TransformerBlock block : blocks.subList(0, blocks.size() - 1)) {
            tokens = block.forward(tokens, mode);
        }
        int prefix = design.prefixTokens();
        Tensor normed = last.normed(tokens, mode);
        long patches = normed.size(1) - prefix;
        long rows = images.size(2) / design.patch();
        Tensor grid = normed.narrow(1, prefix, patches).transpose(1, 2).unflatten(2, rows, patches / rows);
        Tensor seen = map.apply(grid).flatten(2, -1).transpose(1, 2);
        return pool(last.forward(tokens, Tensors.concatenate(1, normed.narrow(1, 0, prefix), seen), mode), mode);
    }

    private Tensor pool(Tensor tokens, Mode mode) {
        if (!design.meanOfPatches()) {
            return norm.forward(tokens.select(1, 0), mode);
        }
        Tensor patches = tokens.narrow(1, design.prefixTokens(), tokens.size(1) - design.prefixTokens());
        return norm.forward(Tensors.mean(patches, 1), mode);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue images) {
        GraphValue tokens = embedding.describe(graph, images);
        for (TransformerBlock block : blocks) {
            tokens = block.describe(graph, tokens);
        }
        GraphValue pooled;
        if (design.meanOfPatches()) {
            int patches = tokens.shape().get(0) - design.prefixTokens();
            GraphValue mean =
                    graph.arrays().mean(graph.arrays().slice(tokens, 0, design.prefixTokens(), patches), List.of(0));
            pooled = graph.arrays().reshape(mean, List.of(design.width()));
        } else {
            pooled = graph.arrays().select(tokens, 0, 0);
        }
        return norm.describe(graph, pooled);
    }

    @Override
    public List<Stage> stages() {
        List<String> names = stageNames(design.depth());
        List<Stage> stages = new ArrayList<>(List.of(new Stage(names.get(0), List.of(embedding))));
        for (int i = 0; i < design.depth(); i++) {
            boolean last = i + 1 == design.depth();
            List<Layer> layers = last ? List.of(blocks.get(i), norm) : List.of(blocks.get(i));
            stages.add(new Stage(names.get(i + 1), layers));
        }
        return List.copyOf(stages);
    }

    /** Tokens and positions, and each block; norms of all tokens belong to the last, that of the mean learns as the heads do. */
    @Override
    public List<String> layers() {
        List<String> layers = new ArrayList<>(List.of("(cls_token|reg_token|pos_embed|patch_embed\\..*)"));
        for (int i = 0; i < design.depth(); i++) {
            layers.add("blocks\\." + i + "\\..*");
        }
        layers.set(design.depth(), layers.get(design.depth()) + "|norm(_pre)?\\..*");
        return layers;
    }

    @Override
    public List<List<StochasticDepth>> branches() {
        return blocks.stream().map(block -> List.of(block.depth())).toList();
    }

    @Override
    protected ForeignNames foreignNames() {
        return VitNames.OF_OTHERS;
    }

    /**
     * Positions of another picture size are resampled. A position of the class token where this network has none, as in Facebook's and transformers'
     * files with registers, is added to the token.
     */
    @Override
    protected Map<String, Tensor> fitted(Map<String, Tensor> values) {
        Map<String, Tensor> fitted = new LinkedHashMap<>(values);
        Tensor positions = fitted.get("pos_embed");
        if (positions == null || positions.size(-1) != design.width()) {
            return super.fitted(values);
        }
        Tensor all = positions.reshape(1, -1, design.width());
        int prefix = embedding.positionsInFront();
        boolean classToo = prefix == 0 && isSquare(all.size(1) - 1);
        if (classToo) {
            fitted.computeIfPresent("cls_token", (name, token) -> token.add(all.narrow(1, 0, 1)));
        }
        Tensor rows = classToo ? all.narrow(1, 1, all.size(1) - 1) : all;
        if (isSquare(rows.size(1) - prefix)) {
            int side = (int) Math.round(Math.sqrt(embedding.positions().size(1) - prefix));
            fitted.put("pos_embed", PositionEmbedding.resampled(rows, prefix, side, side));
        }
        return super.fitted(fitted);
    }

    private static boolean isSquare(long count) {
        long side = Math.round(Math.sqrt(Math.max(0, count)));
        return side > 0 && side * side == count;
    }
}
