package io.github.biwaa.network;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.HeadNames;
import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.layer.Exportable;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Linear;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.distributed.Ranks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * G_f and G_c of docs/method.md: backbone, bottleneck (one linear layer to d features, neither norm nor activation) and linear classifier.
 * Tensors are named as the backbone names them, then {@code bottleneck.*} and {@code fc.*}.
 */
public final class AdaptationNetwork extends Layer implements Exportable {
    /** The paper's width of the bottleneck. */
    public static final int BOTTLENECK_WIDTH = 256;

    private final Backbone backbone;
    private final @Nullable Linear bottleneck;
    private final Linear classifier;
    private final int featureWidth;
    private final double featureScale;
    private final boolean centred;
    private Placement placement = Placement.DEFAULT;
    private boolean backboneRests;
    private RankSlices slices = RankSlices.ONE;

    /**
     * Fresh heads on a backbone, which this network owns from now on. Seed libtorch first.
     *
     * @param bottleneckWidth d; 0 leaves the bottleneck out, the classifier then sits on the backbone's features
     * @param classes K
     */
    public AdaptationNetwork(Backbone backbone, int bottleneckWidth, int classes) {
        this(backbone, bottleneckWidth, classes, 1);
    }

    /**
     * Fresh heads on a backbone, which this network owns from now on. Seed libtorch first.
     *
     * @param bottleneckWidth d; 0 leaves the bottleneck out, the classifier then sits on the backbone's features
     * @param classes K
     * @param featureScale what the backbone's features are multiplied by, above 0; see {@link BackboneKind#featureScale}
     */
    public AdaptationNetwork(Backbone backbone, int bottleneckWidth, int classes, double featureScale) {
        this(backbone, bottleneckWidth, classes, featureScale, false);
    }

    /**
     * Fresh heads on a backbone, which this network owns from now on. Seed libtorch first.
     *
     * @param bottleneckWidth d; 0 leaves the bottleneck out, the classifier then sits on the backbone's features
     * @param classes K
     * @param featureScale what the backbone's features are multiplied by, above 0; see {@link BackboneKind#featureScale}
     * @param centred whether the mean over its features is first subtracted from each sample's
     */
    public AdaptationNetwork(
            Backbone backbone, int bottleneckWidth, int classes, double featureScale, boolean centred) {
        this.featureScale = featureScale;
        this.centred = centred;
        this.backbone = child("", backbone);
        this.bottleneck = bottleneckWidth == 0
                ? null
                : child(HeadNames.BOTTLENECK, Linear.xavier(backbone.featureWidth(), bottleneckWidth));
        this.featureWidth = bottleneckWidth == 0 ? backbone.featureWidth() : bottleneckWidth;
        this.classifier = child(HeadNames.CLASSIFIER, Linear.xavier(featureWidth, classes));
    }

    /** @return d, the number of features that adaptation works on */
    public int featureWidth() {
        return featureWidth;
    }

    /** @return the backbone */
    public Backbone backbone() {
        return backbone;
    }

    /** @return W_c, [K, d] */
    public Tensor classifierWeight() {
        return classifier.weight();
    }

    /** Brings this network to where a training computes; from now on inputs may come from anywhere. */
    @Override
    public void moveTo(Placement place) {
        super.moveTo(place);
        placement = place;
    }

    /** @return a batch where this network is, in the scope of the caller */
    public Tensor upload(Tensor input) {
        return placement.upload(input);
    }

    /** Multiplies the bottleneck's starting weights. */
    public void scaleBottleneck(double factor) {
        if (bottleneck != null && factor != 1) {
            Tensors.withoutGradient(() -> {
                bottleneck.weight().mul_(Tensors.scalar(factor));
            });
        }
    }

    /** Leaves the classifier as it is from now on; call it before an optimizer takes hold of the parameters. */
    public void freezeClassifier() {
        classifier.freeze();
    }

    /** @return features f = G_f(x), [N, d], of a batch; in bf16 only this is computed in bfloat16, and it comes out as float32 */
    public Tensor features(Tensor input, Mode mode) {
        return placement.compute(() -> head(backboneOutput(placement.upload(input), mode), mode));
    }

    /**
     * Shares the backbone's work out: from now on each rank passes its part of a batch through it, and all get the features of the whole. Whatever is
     * made of them, losses included, is then the same on all ranks. Dropout and stochastic depth within the
     * backbone draw the same masks for the parts of all ranks.
     *
     * @param ranks must outlive this network; all of them have the same network, and give it the same batches
     * @param localBatchNorm whether batch norm normalises by the rank's own part of a batch, which spares exchanges, or by the whole of it. Running
     *     statistics are then the mean of those of all ranks
     */
    public void spreadOver(Ranks ranks, boolean localBatchNorm) {
        slices = new RankSlices(ranks, localBatchNorm);
        slices.prepare(backbone);
    }

    /**
     * Makes the gradients of all ranks equal after a backward sweep: those of the backbone, to which each rank has added its part of the batch, become
     * their sum; all others, which differ by rounding at most, those of rank 0.
     *
     * @param further other parameters that the sweep has reached
     */
    public void exchangeGradients(List<Parameter> further) {
        List<Parameter> own = backbone.trainableParameters();
        List<Parameter> others = new ArrayList<>(trainableParameters());
        others.removeAll(own);
        others.addAll(further);
        slices.exchangeGradients(own, others);
    }

    /** @return what the backbone makes of a batch, [N, width], for {@link #logitsOfBackboneFeatures} */
    public Tensor backboneFeatures(Tensor input, Mode mode) {
        return placement.compute(() -> backboneOutput(placement.upload(input), mode));
    }

    private Tensor backboneOutput(Tensor images, Mode mode) {
        return slices.features(images, mode, part -> ownBackboneFeatures(part, mode));
    }

    private Tensor ownBackboneFeatures(Tensor images, Mode mode) {
        if (backboneRests) {
            return Tensors.withoutGradient(() -> backbone.forward(images, Mode.EVALUATION));
        }
        Tensor features = backbone.forward(images, mode);
        if (mode.training()) {
            slices.shareStatistics(backbone);
        }
        return features;
    }

    /** Lets the backbone rest until further notice, or learn again: a resting one does what it does when it is used, and gets no gradients. */
    public void restBackbone(boolean rests) {
        backboneRests = rests;
    }

    /** @return logits [N, K] of the backbone's output [N, width], which may lie anywhere */
    public Tensor logitsOfBackboneFeatures(Tensor backboneFeatures, Mode mode) {
        return logits(placement.compute(() -> head(placement.upload(backboneFeatures), mode)), mode);
    }

    /** @return features f, [N, d], of the backbone's output [N, width] */
    public Tensor head(Tensor backboneFeatures, Mode mode) {
        Tensor features = centred ? Tensors.centredRows(backboneFeatures) : backboneFeatures;
        Tensor scaled = featureScale == 1 ? features : Tensors.times(features, featureScale);
        return bottleneck == null ? scaled : bottleneck.forward(scaled, mode);
    }

    /** @return logits z = G_c(f), [N, K] */
    public Tensor logits(Tensor features, Mode mode) {
        return classifier.forward(features, mode);
    }

    /**
     * Takes over bottleneck and classifier of another network.
     *
     * @param tensors by the names of that network; those of its backbone are left aside
     * @throws io.github.biwaa.network.layer.StateMismatchException if its heads have another shape
     */
    public void loadHeads(Map<String, Tensor> tensors) {
        if (bottleneck != null) {
            loadHead(bottleneck, HeadNames.BOTTLENECK + ".", tensors);
        }
        loadHead(classifier, HeadNames.CLASSIFIER + ".", tensors);
    }

    private static void loadHead(Linear head, String prefix, Map<String, Tensor> tensors) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), tensor);
            }
        });
        head.load(own, name -> false);
    }

    /** @return logits [N, K] of a batch */
    @Override
    public Tensor forward(Tensor input, Mode mode) {
        return logits(features(input, mode), mode);
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue input) {
        return describeHead(graph, Exportable.of(backbone).describe(graph, input));
    }

    /**
     * {@link #describe} of what comes after the backbone.
     *
     * @param backboneFeatures [width]
     * @return logits, [K]
     */
    public GraphValue describeHead(GraphBuilder graph, GraphValue backboneFeatures) {
        GraphValue features = graph.scale(centred ? centre(graph, backboneFeatures) : backboneFeatures, featureScale);
        return classifier.describe(graph, bottleneck == null ? features : bottleneck.describe(graph, features));
    }

    private static GraphValue centre(GraphBuilder graph, GraphValue features) {
        return graph.arrays().plus(features, graph.scale(graph.arrays().mean(features, List.of(0)), -1));
    }
}
